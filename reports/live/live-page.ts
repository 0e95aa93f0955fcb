// The page of a run that is still going on: whole for a browser that loads it, in fragments for one that has it.

import { formatLatency, formatNumber, formatShare, noFigure } from '../figures/quantity.ts';
import { both } from '../html/bilingual.ts';
import { renderScrollBox } from '../html/figure.ts';
import { html, Markup } from '../html/markup.ts';
import { buildPageContext } from '../html/page-context.ts';
import { renderHero } from '../html/sections/hero.ts';
import { renderSwitches } from '../html/switches.ts';
import { numberColumn, renderTable, textColumn } from '../html/table.ts';
import { english } from '../language/catalogue.ts';
import type { ProgressRow } from '../terminal/progress.ts';
import { renderGroupsStrip } from './groups-strip.ts';
import { liveScript, liveStyle } from './live-assets.ts';
import type { LiveState } from './live-state.ts';
import { renderVerdicts } from './verdicts-so-far.ts';

/** Markup by the id of the element that holds it. */
export type LiveFragments = Readonly<Record<string, string>>;

/** The parts that change, each to be put whole into its element. */
export function renderLiveFragments(state: LiveState): LiveFragments {
  return {
    'live-status': renderStatus(state).text,
    'live-now': renderNow(state).text,
    'live-groups': renderGroupsStrip(state).text,
    'live-verdicts': renderVerdicts(state).text,
    'live-variants': renderVariantsTable(state).text,
    'live-notes': renderNotes(state).text,
  };
}

/** Complete without script: then it is a snapshot, and says so. */
export function renderLivePage(state: LiveState, fragments: LiveFragments): string {
  // Only what says how far the run is speaks up; the rest would talk without end.
  const places = Object.entries(fragments).map(
    ([id, text]) =>
      html`<div id="${id}"${id === 'live-status' && html` role="status"`}>${new Markup(text)}</div>\n`,
  );
  return html`<!doctype html>
<html lang="en" data-theme="auto">
<head><meta charset="utf-8"><meta name="viewport" content="width=device-width,initial-scale=1"><meta name="color-scheme" content="light dark"><meta name="generator" content="Loadstone ${state.loadstoneVersion}"><link rel="icon" href="data:,"><title>${english.live.title({ run: state.name })}</title><style>${new Markup(liveStyle)}</style></head>
<body><a class="skip" href="#live-status">${both((m) => m.page.skip)}</a>
<header><p><b><bdi>${state.name}</bdi></b> <small><code>${state.progress.runId}</code></small></p>${renderSwitches()}</header>
<main>
<p class="sofar" id="live-still">${both((m) => m.live.noScript)}</p>
<p class="bad" id="live-lost" hidden>${both((m) => m.live.lost)}</p>
${places}</main>
<footer><small>Loadstone ${state.loadstoneVersion}</small></footer>
<script>${new Markup(liveScript)}</script></body></html>
`.text;
}

function renderStatus({ status, progress, reportPath }: LiveState): Markup {
  const { groupsDone, groupsPlanned, groupsVoid } = progress;
  const groups = both((m) =>
    m.live.groupsDone({ done: groupsDone, planned: groupsPlanned, voided: groupsVoid }),
  );
  if (status === 'running') return html`<h1>${groups}</h1>`;
  return html`<p class="lead">${both((m) => m.live.outcome[status])}</p><p>${groups}</p>${reportPath !== undefined && html`<p>${both((m) => m.live.reportAt({ path: reportPath }))}</p>`}`;
}

/** What goes on; after the end the verdict, where there is one. */
function renderNow({ status, progress, soFar }: LiveState): Markup {
  if (status !== 'running') {
    return soFar === undefined
      ? html`<h1>${both((m) => m.live.nothingYet)}</h1>`
      : renderHero(buildPageContext(soFar));
  }
  const { phase, elapsedMs, etaMs } = progress;
  return html`<p><bdi class="quote" lang="en">${phase}</bdi> <small>· ${both((m) => m.live.elapsed({ ms: elapsedMs }))}${etaMs !== undefined && html` · ${both((m) => m.live.left({ ms: etaMs }))}`}</small></p>`;
}

/** Slices, rate, median and successes so far: a glance, no result. */
function renderVariantsTable({ progress, status }: LiveState): Markup {
  const active = status === 'running' ? progress.activeVariantId : undefined;
  const table = renderTable({
    caption: (m) => m.live.variantsTitle,
    columns: [
      textColumn((m) => m.table.variant),
      numberColumn((m) => m.page.slices),
      numberColumn((m) => m.metricColumn('throughputRps')),
      numberColumn((m) => m.metricColumn('latencyP50Us')),
      numberColumn((m) => m.metricColumn('successRatio')),
    ],
    body: html`<tbody>${progress.rows.map((row) =>
      renderRow(row, row.variantId === active),
    )}</tbody>`,
  });
  return html`<section><h2 id="variants-title">${both((m) => m.live.variantsTitle)}</h2><p><small>${both((m) => m.live.variantsReading)}</small></p>${renderScrollBox('variants', 'variants-title', table)}</section>`;
}

function renderRow(row: ProgressRow, isActive: boolean): Markup {
  const write = (value: number | undefined, format: (value: number) => string) =>
    value === undefined ? noFigure : format(value);
  return html`<tr${isActive && html` class="now"`}><th scope="row"><bdi>${row.label}</bdi>${isActive && html` <small>▸ ${both((m) => m.live.active)}</small>`}</th><td class="n">${row.slicesDone}</td><td class="n">${write(row.throughputRps, formatNumber)}</td><td class="n">${write(row.latencyP50Us, formatLatency)}</td><td class="n">${write(row.successRatio, formatShare)}</td></tr>`;
}

function renderNotes({ progress }: LiveState): Markup {
  if (progress.messages.length === 0) return html``;
  return html`<section><h2>${both((m) => m.live.notesTitle)}</h2><ul class="warnings">${progress.messages.map(
    (message) =>
      html`<li><b class="wn" aria-hidden="true">!</b> <bdi class="quote" lang="en">${message}</bdi></li>`,
  )}</ul></section>`;
}
