// Capacities within an SLO: a row a variant, what each group found, and the path of the search.
import type { SweepDocument, SweepScenarioResult } from '../../document/sweep.ts';
import { formatDifference, formatMargin } from '../../figures/difference.ts';
import { formatLatency, formatNumber, formatShare, noFigure } from '../../figures/quantity.ts';
import type { Localized } from '../../language/catalogue.ts';
import {
  type CapacityRow,
  describeCapacity,
  describeCapacityVerdict,
  describeKnownGroups,
  formatCapacityInterval,
  listCapacities,
} from '../../verdict/build-capacity.ts';
import { both } from '../bilingual.ts';
import { html, type Markup } from '../markup.ts';
import { numberColumn, renderTable, textColumn } from '../table.ts';
import { renderWarnings } from './warnings.ts';

/** Empty where the scenario has no capacities. @param id of its section, unique on the page */
export function renderCapacities(
  document: SweepDocument,
  scenario: SweepScenarioResult,
  id: string,
): Markup {
  const rows = listCapacities(document, scenario);
  if (rows.length === 0 || document.search === undefined) return html``;
  const margin = formatMargin(document.search.toleranceRatio);
  return html`<div class="scroll" tabindex="0" role="group" aria-labelledby="${id}-title">${renderVariants(rows)}</div>
<p><small>${both((m) => m.capacity.what({ margin }))}</small></p>
${renderCaveats(scenario, rows)}
<h3 id="${id}-groups">${both((m) => m.capacity.inGroups)}</h3>${renderGroups(rows, `${id}-groups`)}
<details><summary id="${id}-path">${both((m) => m.capacity.path)}</summary><div class="scroll" tabindex="0" role="group" aria-labelledby="${id}-path">${renderPath(rows)}</div></details>`;
}

const listColumns = (titles: readonly Localized[]) => [
  textColumn((m) => m.table.variant),
  ...titles.map((title) => numberColumn(title)),
];

function renderVariants(rows: readonly CapacityRow[]): Markup {
  const titles: readonly Localized[] = [
    (m) => m.capacity.column,
    (m) => m.capacity.interval({ confidence: '95' }),
    (m) => m.table.againstBaseline,
    (m) => m.capacity.interval({ confidence: '95' }),
    (m) => m.table.groups,
  ];
  const body = rows.map((row) => {
    const { capacity, label } = row;
    const difference = capacity.comparison && formatDifference(capacity.comparison);
    return html`<tr><th scope="row"><bdi>${label}</bdi></th><td class="n">${both(describeCapacity(capacity))}</td><td class="n">${formatCapacityInterval(capacity)}</td><td class="n">${difference?.estimate ?? noFigure}</td><td class="n">${difference?.interval || noFigure}</td><td class="n">${both(describeKnownGroups(capacity))}</td><td>${both(describeCapacityVerdict(row))}</td></tr>`;
  });
  return renderTable({
    caption: (m) => m.capacity.title,
    columns: [...listColumns(titles), textColumn((m) => m.table.verdictColumn)],
    body: html`<tbody>${body}</tbody>`,
  });
}

function renderCaveats({ curves }: SweepScenarioResult, rows: readonly CapacityRow[]): Markup {
  const warned = rows.flatMap(({ variantId, label }) => {
    const warnings = curves.find((curve) => curve.variantId === variantId)?.warnings ?? [];
    return warnings.length === 0 ? [] : [{ label, warnings }];
  });
  if (warned.length === 0) return html``;
  return html`<dl class="facts">${warned.map(
    ({ label, warnings }) => html`<dt><bdi>${label}</bdi></dt><dd>${renderWarnings(warnings)}</dd>`,
  )}</dl>`;
}

function renderGroups(rows: readonly CapacityRow[], titleId: string): Markup {
  const groups = [
    ...new Set(rows.flatMap(({ capacity }) => capacity.groups.map(({ group }) => group))),
  ].sort((a, b) => a - b);
  const titles = groups.map(
    (group): Localized =>
      (m) =>
        m.capacity.group({ group: group + 1 }),
  );
  const body = rows.map(({ label, capacity }) => {
    const cells = groups.map((index) => {
      const group = capacity.groups.find((one) => one.group === index);
      if (group === undefined) return html`<td class="n">${noFigure}</td>`;
      const { status, rateRps, highestMetRps, lowestFailedRps } = group;
      const boundRps = status === 'above' ? highestMetRps : lowestFailedRps;
      const shown = status === 'unknown' ? 'unsettled' : status;
      return html`<td class="n">${both(describeCapacity({ ...capacity, status: shown, rateRps, boundRps }))}</td>`;
    });
    return html`<tr><th scope="row"><bdi>${label}</bdi></th>${cells}</tr>`;
  });
  const table = renderTable({
    caption: (m) => m.capacity.inGroups,
    columns: listColumns(titles),
    body: html`<tbody>${body}</tbody>`,
  });
  return html`<div class="scroll" tabindex="0" role="group" aria-labelledby="${titleId}">${table}</div>`;
}

/** Every slice in the order in which it was played. */
function renderPath(rows: readonly CapacityRow[]): Markup {
  const titles: readonly Localized[] = [
    (m) => m.table.groups,
    (m) => m.capacity.order,
    (m) => m.capacity.rate,
    (m) => m.metricColumn('latencyP99Us'),
    (m) => m.metricColumn('successRatio'),
  ];
  const slices = rows
    .flatMap(({ label, capacity }) =>
      capacity.groups.flatMap(({ group, rates }) => rates.map((rate) => ({ label, group, rate }))),
    )
    .toSorted((a, b) => a.group - b.group || a.rate.position - b.rate.position);
  const body = slices.map(({ label, group, rate }) => {
    const { latencyP99Us, successRatio } = rate;
    const cells = [
      String(group + 1),
      String(rate.position + 1),
      formatNumber(rate.rateRps),
      latencyP99Us === null ? noFigure : formatLatency(latencyP99Us),
      successRatio === null ? noFigure : formatShare(successRatio),
    ];
    return html`<tr><th scope="row"><bdi>${label}</bdi></th>${cells.map((cell) => html`<td class="n">${cell}</td>`)}<td>${both((m) => m.capacity.outcomes[rate.outcome])}</td></tr>`;
  });
  return renderTable({
    caption: (m) => m.capacity.path,
    columns: [...listColumns(titles), textColumn((m) => m.capacity.outcome)],
    body: html`<tbody>${body}</tbody>`,
  });
}
