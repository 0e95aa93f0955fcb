// The page of a sweep: one file, no network. Start reading here.

import type { SweepDocument, SweepScenarioResult } from '../document/sweep.ts';
import { formatInstant } from '../figures/quantity.ts';
import { english, type Localized } from '../language/catalogue.ts';
import { tellWarning } from '../language/tell.ts';
import { describeCapacityFinding, listCapacities } from '../verdict/build-capacity.ts';
import { describeBest, describeInvalid, describeSlo } from '../verdict/build-sweep.ts';
import { describeBaseline } from '../verdict/describe-baseline.ts';
import { both } from './bilingual.ts';
import { html, type Markup } from './markup.ts';
import { renderOwnWords } from './own-words.ts';
import { renderPageFrame } from './page-frame.ts';
import { type Entry, renderAnchor, renderContents } from './parts.ts';
import { renderCapacities } from './sections/capacity.ts';
import { renderSweepChart } from './sections/sweep-chart.ts';
import { renderSweepFindings, renderSweepValues } from './sections/sweep-tables.ts';
import { assignSweepLooks, type SweepLooks } from './sweep-looks.ts';

/** A self-contained HTML page that is complete without script, style sheet or network. */
export function renderSweepPage(document: SweepDocument): string {
  const { run, environment } = document;
  const looks = assignSweepLooks(document);
  const [best, ...others] = listFindings(document);
  return renderPageFrame({
    title:
      document.search === undefined
        ? english.sweep.pageTitle({ run: run.name })
        : english.capacity.pageTitle({ run: run.name }),
    kicker: (m) => (document.search === undefined ? m.sweep.title : m.capacity.title),
    heading: best ?? ((m) => m.sweep.noConclusion),
    isAlarm: document.validity.status === 'invalid',
    generator: `Loadstone ${environment.loadstoneVersion}`,
    header: html`<b><bdi>${run.name}</bdi></b> <small><code>${run.id}</code> · ${formatInstant(run.startedAt)}</small>`,
    contents: renderContents(listPlaces(document)),
    main: html`${others.map((message) => html`<p class="lead">${both(message)}</p>`)}<p>${both(describeSlo(document))}</p>
<p><small>${describeBaseline(document).map((message) => html`${both(message)} `)}${both((m) => m.sweep.groupsValid({ valid: run.groupsValid, planned: run.groupsPlanned }))} · ${both((m) => m.page.runStatus[run.status])}</small></p>
${run.description !== '' && html`<p>${renderOwnWords(run.description)}</p>`}
${renderWarnings(document)}
${document.scenarios.map((scenario, index) => renderScenario(document, scenario, looks, index))}
<section class="part" id="again"><h2 id="again-title">${both((m) => m.page.reproduceTitle)}${renderAnchor('again', 'again-title')}</h2><pre class="scroll" tabindex="0" role="group" aria-labelledby="again-title"><code>${run.reproduceCommand}</code></pre>
<p><small><bdi>${environment.cpuModel}</bdi> × ${environment.cpuCount} · <bdi>${environment.os} ${environment.kernel}</bdi> · Node.js <bdi>${environment.nodeVersion}</bdi></small></p></section>`,
  });
}

/** What is found in each scenario, a sentence each; the first is the page's title. */
function listFindings(document: SweepDocument): readonly Localized[] {
  return document.scenarios.map((scenario) => {
    const rows = document.search === undefined ? [] : listCapacities(document, scenario);
    if (rows.length === 0) return describeBest(document, scenario);
    const finding = describeCapacityFinding(document, rows);
    if (document.scenarios.length === 1) return finding;
    return (m) => m.capacity.inScenario({ scenario: scenario.scenario, what: finding(m) });
  });
}

function listPlaces({ scenarios }: SweepDocument): readonly Entry[] {
  return [
    ...scenarios.map(({ scenario }, index) => ({
      ...{ id: `s${index + 1}`, title: html`<bdi>${scenario}</bdi>`, entries: [] },
    })),
    { id: 'again', title: both((m) => m.page.reproduceTitle), entries: [] },
  ];
}

function renderScenario(
  document: SweepDocument,
  scenario: SweepScenarioResult,
  looks: SweepLooks,
  index: number,
): Markup {
  const id = `s${index + 1}`;
  const capacities = listCapacities(document, scenario);
  const content =
    capacities.length > 0
      ? renderCapacities(document, scenario, id)
      : html`${renderSweepFindings(document, scenario, looks)}
${renderSweepChart(document, scenario, looks, id, renderSweepValues(document, scenario, looks))}`;
  return html`<section class="part" id="${id}" aria-labelledby="${id}-title"><h2 id="${id}-title"><bdi>${scenario.scenario}</bdi>${renderAnchor(id, `${id}-title`)}</h2>${scenario.description !== '' && html`<p>${renderOwnWords(scenario.description)}</p>`}
${content}</section>`;
}

function renderWarnings(document: SweepDocument): Markup {
  const invalid = describeInvalid(document);
  const { warnings } = document;
  if (invalid.length + warnings.length === 0) return html``;
  return html`<ul class="warnings">${invalid.map(
    (message) => html`<li><b class="bad" aria-hidden="true">✗</b> ${both(message)}</li>`,
  )}${warnings.map(
    (warning) =>
      html`<li><b class="wn" aria-hidden="true">!</b> ${both(tellWarning(warning))}</li>`,
  )}</ul>`;
}
