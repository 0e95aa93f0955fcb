// Every trial behind the figures of a scenario, those left out among them; and the groups of the run.

import type { GroupResult, TrialResult } from '../../document/groups.ts';
import type { ResultDocument } from '../../document/result.ts';
import {
  formatCount,
  formatInstant,
  formatMetric,
  formatShare,
  noFigure,
} from '../../figures/quantity.ts';
import { listVoidGroups } from '../../figures/void-groups.ts';
import { tell } from '../../language/tell.ts';
import { both } from '../bilingual.ts';
import { renderScrollBox } from '../figure.ts';
import { html, type Markup } from '../markup.ts';
import { isTooMuch, type PageContext, type ScenarioContext } from '../page-context.ts';
import type { Absence } from '../parts.ts';
import { numberColumn, renderTable, textColumn } from '../table.ts';

/** The trials of one scenario, in rows by variant. */
export function renderTrials(context: ScenarioContext): Markup | Absence {
  const { page, scenario, measured, id } = context;
  const trials = page.document.trials.filter(
    (trial) => trial.scenario === scenario.scenario && trial.loadId === scenario.load.id,
  );
  if (trials.length === 0) return html``;
  if (isTooMuch(context)) return { absence: (m) => m.page.trialsElsewhere };
  const byVariant = Map.groupBy(trials, (trial) => trial.variantId);
  const included = trials.filter((trial) => trial.included).length;
  const titleId = `${id}-trials-title`;
  const table = renderTable({
    caption: (m) => m.page.trialsTitle,
    columns: [
      textColumn((m) => m.page.group),
      numberColumn((m) => m.metricColumn('throughputRps')),
      numberColumn('p50'),
      numberColumn('p99'),
      numberColumn((m) => m.metricColumn('cpuPerRequestUs')),
      numberColumn((m) => m.page.succeeded),
      numberColumn((m) => m.page.failed),
      numberColumn((m) => m.page.slices),
    ],
    body: measured.map((cell) =>
      renderVariantTrials(page.labelOf(cell.variantId), byVariant.get(cell.variantId) ?? []),
    ),
  });
  return html`<p><small>${both((m) => m.page.trialsReading({ included, total: trials.length }))}</small></p>${renderScrollBox(`${id}-trials`, titleId, table)}`;
}

function renderVariantTrials(label: string, trials: readonly TrialResult[]): Markup {
  return html`<tbody><tr class="group"><th colspan="8" scope="rowgroup"><bdi>${label}</bdi></th></tr>${trials
    .toSorted((a, b) => a.group - b.group)
    .map(
      (trial) =>
        html`<tr${!trial.included && html` class="out"`}><th scope="row">${trial.group + 1}${!trial.included && html` <small>${both((m) => m.page.excluded)}</small>`}</th><td>${formatMetric('throughputRps', trial.throughputRps).replace(/\u00a0req\/s$/, '')}</td><td>${formatMetric('latencyP50Us', trial.latencyP50Us)}</td><td>${formatMetric('latencyP99Us', trial.latencyP99Us)}</td><td>${formatMetric('cpuPerRequestUs', trial.cpuPerRequestUs)}</td><td>${formatCount(trial.succeeded)}</td><td>${formatCount(trial.failed)}</td><td>${trial.slices}</td></tr>`,
    )}</tbody>`;
}

/** The groups of the run: when, in which order, how disturbed, and why void. */
export function renderGroups(page: PageContext): Markup {
  const { groups } = page.document;
  if (groups.length === 0) return html``;
  const table = renderTable({
    caption: (m) => m.page.groupsTitle,
    columns: [
      textColumn((m) => m.page.group),
      textColumn((m) => m.page.started),
      numberColumn((m) => m.page.elapsed),
      numberColumn((m) => m.page.foreignCpu),
      numberColumn((m) => m.page.steal),
      textColumn((m) => m.page.launchOrder),
    ],
    body: html`<tbody>${groups.map((group) => renderGroup(page, group))}</tbody>`,
  });
  return html`${renderVoid(page.document)}${renderScrollBox('groups', 'groups-title', table)}`;
}

/** A line for each reason. */
function renderVoid(document: ResultDocument): Markup {
  const found = listVoidGroups(document);
  if (found.length === 0) return html``;
  return html`<ul>${found.map(({ reason, ...groups }) => html`<li class="wn">${both((m) => m.evidence.voidGroups({ ...groups, reason: tell(reason)(m) }))}</li>`)}</ul>`;
}

function renderGroup(page: PageContext, group: GroupResult): Markup {
  const share = (ratio: number | null) => (ratio === null ? noFigure : formatShare(ratio));
  // Labels of sixty variants a row would drown the table; the file has the whole order.
  const order = group.launchOrder.slice(0, 12).map((id) => page.labelOf(id));
  const more = group.launchOrder.length > order.length ? ' …' : '';
  return html`<tr${group.status === 'void' && html` class="out"`}><th scope="row">${group.index + 1}</th><td>${formatInstant(group.startedAt)}</td><td class="n">${both((m) => m.page.took({ ms: group.elapsedMs }))}</td><td class="n">${share(group.foreignCpuRatio)}</td><td class="n">${share(group.stealRatio)}</td><td class="wrap"><small>${order.map((label, index) => html`${index > 0 && ', '}<bdi>${label}</bdi>`)}${more}</small></td></tr>`;
}
