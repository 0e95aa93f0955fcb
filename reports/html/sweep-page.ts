// The page of a sweep: one file in English, no network and no script. Start reading here.
import { formatInstant } from '../figures/quantity.ts';
import { describeInvalid, describeSlo } from '../figures/sweep.ts';
import type { SweepDocument, SweepScenarioResult } from '../schema/sweep.ts';
import { pageStyle } from './assets.ts';
import { html, Markup } from './markup.ts';
import { renderSweepChart } from './sections/sweep-chart.ts';
import { renderSweepFindings, renderSweepValues } from './sections/sweep-tables.ts';
import { buildContentSecurityPolicy } from './security.ts';
import { assignSweepLooks, type SweepLooks } from './sweep-looks.ts';

/** A self-contained HTML page that is complete without script, style sheet or network. */
export function renderSweepPage(document: SweepDocument): string {
  const { run, environment } = document;
  const policy = buildContentSecurityPolicy(pageStyle, '');
  const looks = assignSweepLooks(document);
  return html`<!doctype html>
<html lang="en" data-theme="auto">
<head><meta charset="utf-8"><meta http-equiv="Content-Security-Policy" content="${new Markup(policy)}"><meta name="viewport" content="width=device-width,initial-scale=1"><meta name="color-scheme" content="light dark"><meta name="generator" content="Loadstone ${environment.loadstoneVersion}"><link rel="icon" href="data:,"><title>${run.name}: latency against rate</title><style>${new Markup(pageStyle)}</style></head>
<body><header><p><b><bdi>${run.name}</bdi></b> <small><code>${run.id}</code> · ${formatInstant(run.startedAt)}</small></p></header>
<main>
<h1>Latency against rate</h1>
<p>${describeSlo(document)}</p>
<p><small>${run.groupsValid} valid groups of ${run.groupsPlanned}, ${run.status}.</small></p>
${renderWarnings(document)}
${document.scenarios.map((scenario, index) => renderScenario(document, scenario, looks, index))}
<h2>Run it again</h2><p><code>${run.reproduceCommand}</code></p>
<p><small>${environment.cpuModel}, ${environment.cpuCount} CPUs, ${environment.os} ${environment.kernel}, Node.js ${environment.nodeVersion}</small></p>
</main>
<footer><small>Loadstone ${environment.loadstoneVersion}</small></footer></body></html>
`.text;
}

function renderScenario(
  document: SweepDocument,
  scenario: SweepScenarioResult,
  looks: SweepLooks,
  index: number,
): Markup {
  const id = `s${index + 1}`;
  return html`<section id="${id}"><h2><bdi>${scenario.scenario}</bdi></h2>${scenario.description !== '' && html`<p>${scenario.description}</p>`}
${renderSweepFindings(document, scenario, looks)}
${renderSweepChart(document, scenario, looks, id, renderSweepValues(document, scenario, looks))}</section>`;
}

function renderWarnings(document: SweepDocument): Markup {
  const texts = [
    ...describeInvalid(document),
    ...document.warnings.map(({ message, advice }) => `${message} ${advice}`),
  ];
  if (texts.length === 0) return html``;
  return html`<ul class="warnings">${texts.map(
    (text) => html`<li><b class="wn" aria-hidden="true">!</b> <bdi>${text}</bdi></li>`,
  )}</ul>`;
}
