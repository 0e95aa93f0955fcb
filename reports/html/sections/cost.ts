// What a million good answers take of CPU and memory, and what that costs; other prices can be tried where scripts run.

import type { Cell } from '../../document/result.ts';
import { findValue } from '../../figures/lookup.ts';
import { formatDigits, formatNumber, noFigure } from '../../figures/quantity.ts';
import { both } from '../bilingual.ts';
import { renderScrollBox } from '../figure.ts';
import { html, type Markup } from '../markup.ts';
import type { ScenarioContext } from '../page-context.ts';
import { numberColumn, renderTable, textColumn } from '../table.ts';

/** Nothing where no CPU or memory was measured. */
export function renderCost(context: ScenarioContext): Markup {
  const { page, drawn, measured, id } = context;
  const cells = drawn.filter(({ costBasis }) => costBasis !== null);
  if (cells.length === 0) return html``;
  const { prices } = page.document.run;
  const currency = prices?.currency ?? '';
  const says =
    prices === null
      ? html`<p>${both((m) => m.cost.unpriced)}</p>`
      : html`${renderFinding(context, currency)}<p><small>${both((m) => m.cost.reading({ cpu: withCurrency(prices.perCpuHour, currency), gib: withCurrency(prices.perGibHour, currency) }))}</small></p>`;
  const table = renderTable({
    caption: (m) => m.cost.title,
    columns: [
      textColumn((m) => m.table.variant),
      numberColumn((m) => m.cost.cpuHours),
      numberColumn((m) => m.cost.gibHours),
      numberColumn((m) => (currency === '' ? m.cost.cost : m.cost.costIn({ currency }))),
    ],
    body: html`<tbody>${cells.map((cell) => renderRow(page.labelOf(cell.variantId), cell))}</tbody>`,
  });
  return html`${says}${renderPrices(context)}${renderScrollBox(`${id}-cost`, `${id}-cost-title`, table)}${drawn.length < measured.length && html`<p><small>${both((m) => m.page.drawnOnly({ drawn: drawn.length, total: measured.length }))}</small></p>`}<p data-recomputed hidden><small>${both((m) => m.cost.recomputed)}</small></p>`;
}

function withCurrency(amount: number, currency: string): string {
  return `${formatNumber(amount)}\u00a0${currency}`.trim();
}

/** Who answers wrong is not cheap, and in a run that is not valid nobody is. */
function renderFinding({ page, measured }: ScenarioContext, currency: string): Markup {
  const ranked = measured
    .filter((cell) => page.isTrusted && cell.wrongBodies === 0)
    .flatMap((cell) => {
      const cost = findValue(cell, 'costPerMillion');
      return cost === null ? [] : [{ label: page.labelOf(cell.variantId), cost }];
    })
    .toSorted((a, b) => a.cost - b.cost);
  const [least, most] = [ranked[0], ranked.at(-1)];
  if (least === undefined || most === undefined || least === most) return html``;
  const [low, high] = [withCurrency(least.cost, currency), withCurrency(most.cost, currency)];
  return html`<p>${both((m) => m.cost.finding({ least: least.label, leastCost: low, most: most.label, mostCost: high }))}</p>`;
}

/** Full figures for the script, which has to compute with them. */
function renderRow(label: string, cell: Cell): Markup {
  const { costBasis } = cell;
  if (costBasis === null) return html``;
  const { cpuHoursPerMillion: cpu, gibHoursPerMillion: gib } = costBasis;
  const cost = findValue(cell, 'costPerMillion');
  return html`<tr><th scope="row"><bdi>${label}</bdi></th><td class="n">${formatDigits(cpu)}</td><td class="n">${gib === null ? noFigure : formatDigits(gib)}</td><td class="n main"${gib !== null && html` data-cpu="${cpu}" data-gib="${gib}"`}>${cost === null ? noFigure : formatDigits(cost)}</td></tr>`;
}

/** Without a script they would do nothing, so the script shows them. */
function renderPrices({ page, id }: ScenarioContext): Markup {
  const { prices } = page.document.run;
  const field = (key: 'cpu' | 'gib', value: number | undefined, label: Markup) =>
    html`<label for="${id}-${key}">${label}</label> <input id="${id}-${key}" type="number" min="0" step="any" inputmode="decimal" data-price="${key}" value="${value ?? ''}"> `;
  return html`<p class="prices noprint" hidden><small>${both((m) => m.cost.assumptions)}</small> ${field(
    'cpu',
    prices?.perCpuHour,
    both((m) => m.cost.perCpuHour),
  )}${field(
    'gib',
    prices?.perGibHour,
    both((m) => m.cost.perGibHour),
  )}</p>`;
}
