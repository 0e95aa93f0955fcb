// A tour as Markdown: a line a claim in a table, then a section a chapter; in either language.

import type { Language } from '../document/messages/format.ts';
import type { TourChapter, TourDocument } from '../document/tour.ts';
import { chinese, english, type Localized, type Messages } from '../language/catalogue.ts';
import {
  describeChapterCaveats,
  describeCosts,
  describeFigures,
  describeOtherRows,
  describeReasons,
  describeScope,
  describeSurvivors,
  describeTour,
  describeTourTime,
  describeTourWarnings,
  noResultSign,
  sayOwn,
  titleChapter,
  tourSigns,
} from '../verdict/build-tour.ts';
import { renderCommand, renderText } from './markdown-text.ts';

/** Ends with a line break. */
export function renderTourMarkdown(document: TourDocument, language: Language): string {
  const m = language === 'zh' ? chinese : english;
  const say = (message: Localized) => renderText(message(m));
  const { tour, chapters } = document;
  return `${[
    `# ${say(sayOwn(tour.title))}`,
    ...(tour.description === null ? [] : [say(sayOwn(tour.description))]),
    `**${say(describeTour(document))}** ${describeTourTime(document).map(say).join(' ')}`,
    ...describeTourWarnings(document).map((warning) => `> ! ${say(warning)}`),
    [
      `| | ${m.tour.chapter} | ${m.tour.finding} |`,
      '|---|---|---|',
      ...chapters.map(
        (chapter) =>
          `| ${signOf(chapter)} | ${say(sayOwn(chapter.title))} | ${say(titleChapter(chapter))} |`,
      ),
    ].join('\n'),
    ...chapters.flatMap((chapter) => listChapter(chapter, document, m)),
    renderCommand(tour.reproduceCommand),
  ].join('\n\n')}\n`;
}

function signOf({ finding }: TourChapter): string {
  return finding === null ? noResultSign : tourSigns[finding.verdict];
}

function listChapter(chapter: TourChapter, document: TourDocument, m: Messages): readonly string[] {
  const say = (message: Localized) => renderText(message(m));
  const { finding, run, source } = chapter;
  const list = (label: string, messages: readonly Localized[]) =>
    messages.length === 0 ? [] : [`- ${label}: ${messages.map(say).join(' ')}`];
  return [
    `## ${say(sayOwn(chapter.title))}`,
    `**${signOf(chapter)} ${say(titleChapter(chapter))}**`,
    [
      ...list(m.tour.claimLabel, [
        sayOwn(chapter.claim),
        ...(source === null
          ? []
          : [(one: Messages) => one.tour.sourceOf({ source: sayOwn(source)(one) })]),
      ]),
      ...(finding === null
        ? []
        : [
            ...list(m.tour.effectLabel, [
              ...describeFigures(finding),
              ...describeSurvivors(finding),
            ]),
            ...list(m.tour.costLabel, describeCosts(finding)),
            ...list(m.tour.holdsLabel, describeScope(chapter, document)),
            ...list(m.tour.elsewhereLabel, describeOtherRows(finding)),
          ]),
      ...list(m.tour.reasonLabel, describeReasons(chapter)),
      ...list(m.tour.caveatLabel, describeChapterCaveats(chapter)),
    ].join('\n'),
    ...(run === null || run.page === null ? [] : [`[${m.tour.report}](${encodeURI(run.page)})`]),
  ];
}
