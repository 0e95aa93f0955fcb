// The page of a sweep: one file, no network. Start reading here.

import type { SweepDocument, SweepScenarioResult } from '../document/sweep.ts';
import { formatInstant } from '../figures/quantity.ts';
import { english, type Localized } from '../language/catalogue.ts';
import { tellWarning } from '../language/tell.ts';
import { describeCapacityFinding, listCapacities } from '../verdict/build-capacity.ts';
import { describeInvalid, describeSlo } from '../verdict/build-sweep.ts';
import { describeBaseline } from '../verdict/describe-baseline.ts';
import { both } from './bilingual.ts';
import { html, type Markup } from './markup.ts';
import { renderOwnWords } from './own-words.ts';
import { renderPageFrame } from './page-frame.ts';
import { renderCapacities } from './sections/capacity.ts';
import { renderSweepChart } from './sections/sweep-chart.ts';
import { renderSweepFindings, renderSweepValues } from './sections/sweep-tables.ts';
import { assignSweepLooks, type SweepLooks } from './sweep-looks.ts';

/** A self-contained HTML page that is complete without script, style sheet or network. */
export function renderSweepPage(document: SweepDocument): string {
  const { run, environment } = document;
  const looks = assignSweepLooks(document);
  return renderPageFrame({
    title:
      document.search === undefined
        ? english.sweep.pageTitle({ run: run.name })
        : english.capacity.pageTitle({ run: run.name }),
    heading: describeHeading(document),
    generator: `Loadstone ${environment.loadstoneVersion}`,
    header: html`<b><bdi>${run.name}</bdi></b> <small><code>${run.id}</code> · ${formatInstant(run.startedAt)}</small>`,
    main: html`<p>${both(describeSlo(document))}</p>
<p><small>${describeBaseline(document).map((message) => html`${both(message)} `)}${both((m) => m.sweep.groupsValid({ valid: run.groupsValid, planned: run.groupsPlanned }))} · ${both((m) => m.page.runStatus[run.status])}</small></p>
${run.description !== '' && html`<p>${renderOwnWords(run.description)}</p>`}
${renderWarnings(document)}
${document.scenarios.map((scenario, index) => renderScenario(document, scenario, looks, index))}
<h2 id="reproduce">${both((m) => m.page.reproduceTitle)}</h2><pre class="scroll" tabindex="0" role="group" aria-labelledby="reproduce"><code>${run.reproduceCommand}</code></pre>
<p><small><bdi>${environment.cpuModel}</bdi> × ${environment.cpuCount} · <bdi>${environment.os} ${environment.kernel}</bdi> · Node.js <bdi>${environment.nodeVersion}</bdi></small></p>`,
  });
}

/** The finding, where a search of one scenario has one. */
function describeHeading(document: SweepDocument): Localized {
  if (document.search === undefined) return (m) => m.sweep.title;
  const [scenario, ...others] = document.scenarios;
  const rows = scenario === undefined ? [] : listCapacities(document, scenario);
  if (rows.length === 0 || others.length > 0) return (m) => m.capacity.title;
  return describeCapacityFinding(rows);
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
      ? html`${document.scenarios.length > 1 && html`<p><b>${both(describeCapacityFinding(capacities))}</b></p>`}${renderCapacities(document, scenario, id)}`
      : html`${renderSweepFindings(document, scenario, looks)}
${renderSweepChart(document, scenario, looks, id, renderSweepValues(document, scenario, looks))}`;
  return html`<section id="${id}"><h2 id="${id}-title"><bdi>${scenario.scenario}</bdi></h2>${scenario.description !== '' && html`<p>${renderOwnWords(scenario.description)}</p>`}
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
