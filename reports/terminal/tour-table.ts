// A tour for a terminal: a sign and a sentence for each claim, with its cost and what is to be minded.

import type { TourChapter, TourDocument } from '../document/tour.ts';
import type { Localized } from '../language/catalogue.ts';
import { english } from '../language/catalogue.ts';
import {
  describeChapterCaveats,
  describeCosts,
  describeOtherRows,
  describeReasons,
  describeSurvivors,
  describeTour,
  describeTourTime,
  describeTourWarnings,
  noResultSign,
  titleChapter,
  tourSigns,
} from '../verdict/build-tour.ts';
import { say } from './say.ts';
import type { TableOptions } from './table.ts';
import { createPaint, cutToWidth, type Paint, wrapMarked, wrapText } from './text.ts';

/** Several lines without a trailing newline; none is wider than asked for, but at least 40 columns are used. */
export function renderTourTable(document: TourDocument, options: TableOptions): string {
  const width = Math.max(40, options.widthColumns);
  const paint = createPaint(options.colour);
  const { tour } = document;
  const facts = [tour.title.en, tour.status, tour.id];
  return [
    paint('dim', cutToWidth(facts.join(' · '), width)),
    ...wrapText(say(describeTour(document)), width).map((line) => paint('bold', line)),
    ...describeTourTime(document).flatMap((message) => wrapText(say(message), width)),
    ...document.chapters.flatMap((chapter) => renderChapter(chapter, width, paint)),
    ...describeTourWarnings(document).flatMap((message) => [
      '',
      ...wrapMarked(say(message), width).map((line) => paint('yellow', line)),
    ]),
    '',
    ...wrapText(english.terminal.again({ command: tour.reproduceCommand }), width),
  ].join('\n');
}

function renderChapter(chapter: TourChapter, width: number, paint: Paint): readonly string[] {
  const { finding, title } = chapter;
  const sign = finding === null ? noResultSign : tourSigns[finding.verdict];
  const inside = (messages: readonly Localized[], style?: 'dim' | 'yellow') =>
    messages.flatMap((message) =>
      wrapText(say(message), width - 2).map((line) =>
        style === undefined ? `  ${line}` : paint(style, `  ${line}`),
      ),
    );
  return [
    '',
    paint(finding === null ? 'dim' : 'bold', cutToWidth(`${sign} ${title.en}`, width)),
    ...inside([titleChapter(chapter)]),
    ...(finding === null
      ? []
      : [
          ...inside(describeSurvivors(finding)),
          ...inside(describeOtherRows(finding)),
          ...inside(describeCosts(finding), 'dim'),
        ]),
    ...inside([...describeReasons(chapter), ...describeChapterCaveats(chapter)], 'yellow'),
  ];
}
