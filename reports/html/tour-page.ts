// The page of a tour: how many claims hold, then a chapter for each with its finding as the title. Start reading here.

import type { FaultsDocument } from '../document/faults.ts';
import type { ResultDocument } from '../document/result.ts';
import type { TourChapter, TourDocument } from '../document/tour.ts';
import { formatInstant } from '../figures/quantity.ts';
import type { Localized } from '../language/catalogue.ts';
import { describeTour, describeTourTime } from '../verdict/build-tour.ts';
import { both } from './bilingual.ts';
import { html, type Markup } from './markup.ts';
import { renderPageFrame } from './page-frame.ts';
import { type Entry, renderContents } from './parts.ts';
import { renderEnvironment } from './sections/run-facts.ts';
import { renderTourChapter } from './sections/tour-chapter.ts';
import { renderTourOverview } from './sections/tour-overview.ts';
import { renderOwnText } from './sections/tour-own-text.ts';
import { renderWarnings } from './sections/warnings.ts';

/** Documents of the runs by chapter, for the tables of a chapter; one that is not there has none. */
export interface TourRuns {
  readonly results: ReadonlyMap<string, ResultDocument>;
  readonly faults: ReadonlyMap<string, FaultsDocument>;
}

/** A self-contained HTML page that is complete without script, style sheet or network. */
export function renderTourPage(document: TourDocument, runs: TourRuns): string {
  const { tour, chapters, environment } = document;
  return renderPageFrame({
    title: tour.title.en,
    heading: describeTour(document),
    isAlarm: chapters.some(({ finding }) => finding?.verdict === 'wrong-data'),
    generator: `Loadstone${environment === null ? '' : ` ${environment.loadstoneVersion}`}`,
    header: html`<b>${renderOwnText(tour.title)}</b> <small><code>${tour.id}</code> · ${formatInstant(tour.startedAt)}</small>`,
    contents: renderContents(listContents(document)),
    main: html`${renderOpening(document)}
${renderTourOverview(document)}
${chapters.map((chapter, index) => renderTourChapter({ document, chapter, index, ...runs }))}
${environment !== null && html`<section class="part" id="machine"><h2>${both((m) => m.page.environmentTitle)}</h2>${renderEnvironment({ document: { environment, run: tour } })}</section>`}
<section class="part" id="again"><h2 id="again-title">${both((m) => m.page.reproduceTitle)}</h2><pre class="scroll" tabindex="0" role="group" aria-labelledby="again-title"><code>${tour.reproduceCommand}</code></pre></section>
<section class="part" id="reading"><h2>${both((m) => m.tour.readingTitle)}</h2><p>${both((m) => m.tour.reading)}</p></section>`,
  });
}

function renderOpening(document: TourDocument): Markup {
  const { tour } = document;
  return html`${tour.description !== null && html`<p>${renderOwnText(tour.description)}</p>`}<p><small>${describeTourTime(document).map((message) => html`${both(message)} `)}${tour.status !== 'complete' && html`<b class="wn">! ${both((m) => m.page.runStatus[tour.status])}</b>`}</small></p>${renderWarnings(document.warnings)}`;
}

/** Chapters by their names: their findings are long. */
function listContents({ chapters, environment }: TourDocument): readonly Entry[] {
  const entry = (id: string, title: Localized): Entry => ({ id, title: both(title), entries: [] });
  return [
    entry('overview', (m) => m.tour.overviewTitle),
    ...chapters.map(({ title }: TourChapter, index) => ({
      ...{ id: `c${index + 1}`, title: renderOwnText(title), entries: [] },
    })),
    ...(environment === null ? [] : [entry('machine', (m) => m.page.environmentTitle)]),
    entry('again', (m) => m.page.reproduceTitle),
    entry('reading', (m) => m.tour.readingTitle),
  ];
}
