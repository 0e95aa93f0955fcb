// The variants as they go: slices, rate, median and successes so far; a glance, no result.
import { formatLatency, formatNumber, formatShare, noFigure } from '../figures/quantity.ts';
import { both } from '../html/bilingual.ts';
import { renderScrollBox } from '../html/figure.ts';
import { html, type Markup } from '../html/markup.ts';
import type { ProgressRow } from '../terminal/progress.ts';
import type { LiveState } from './live-state.ts';

export function renderVariantsTable({ progress, status }: LiveState): Markup {
  const active = status === 'running' ? progress.activeVariantId : undefined;
  const table = html`<table><thead><tr><th scope="col">${both((m) => m.table.variant)}</th><th scope="col" class="n">${both((m) => m.page.slices)}</th><th scope="col" class="n">${both((m) => m.metricColumn('throughputRps'))}</th><th scope="col" class="n">${both((m) => m.metricColumn('latencyP50Us'))}</th><th scope="col" class="n">${both((m) => m.metricColumn('successRatio'))}</th></tr></thead><tbody>${progress.rows.map(
    (row) => renderRow(row, row.variantId === active),
  )}</tbody></table>`;
  return html`<section><h2 id="variants-title">${both((m) => m.live.variantsTitle)}</h2><p><small>${both((m) => m.live.variantsReading)}</small></p>${renderScrollBox('variants', 'variants-title', table)}</section>`;
}

function renderRow(row: ProgressRow, isActive: boolean): Markup {
  const write = (value: number | undefined, format: (value: number) => string) =>
    value === undefined ? noFigure : format(value);
  return html`<tr${isActive && html` class="now"`}><th scope="row"><bdi>${row.label}</bdi>${isActive && html` <small>▸ ${both((m) => m.live.active)}</small>`}</th><td class="n">${row.slicesDone}</td><td class="n">${write(row.throughputRps, formatNumber)}</td><td class="n">${write(row.latencyP50Us, formatLatency)}</td><td class="n">${write(row.successRatio, formatShare)}</td></tr>`;
}
