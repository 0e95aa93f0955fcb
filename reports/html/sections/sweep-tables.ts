// What a sweep found of each variant, and every rate that was tried, as tables.

import type {
  SweepCurvePoint,
  SweepCurveResult,
  SweepDocument,
  SweepScenarioResult,
  SweepSpread,
} from '../../document/sweep.ts';
import { formatLatency, formatNumber, formatShare, noFigure } from '../../figures/quantity.ts';
import { hasResentRates } from '../../figures/resent.ts';
import type { Localized } from '../../language/catalogue.ts';
import { describeKnee, describeRateStatus, describeWithinSlo } from '../../verdict/build-sweep.ts';
import { both } from '../bilingual.ts';
import { html, type Markup } from '../markup.ts';
import type { SweepLooks } from '../sweep-looks.ts';
import { numberColumn, type Table, textColumn } from '../table.ts';
import { renderWarnings } from './warnings.ts';

/** A sentence on the SLO, one on the knee, and the caveats, for each variant. */
export function renderSweepFindings(
  document: SweepDocument,
  { curves }: SweepScenarioResult,
  looks: SweepLooks,
): Markup {
  return html`<dl class="facts">${curves.map(
    (curve) =>
      html`<dt><bdi>${looks.labelOf(curve.variantId)}</bdi></dt><dd>${renderConclusions(document, curve)}${renderWarnings(curve.warnings)}</dd>`,
  )}</dl>`;
}

/** Knee and highest rate; an invalid sweep has neither. */
function renderConclusions(document: SweepDocument, curve: SweepCurveResult): Markup {
  if (document.validity.status === 'invalid') return both((m) => m.sweep.noConclusion);
  return html`${both(describeWithinSlo(document, curve))}<br>${both(describeKnee(curve))}`;
}

/** Every rate of every variant: medians with the lowest and highest of the groups. */
export function renderSweepValues(
  document: SweepDocument,
  { curves }: SweepScenarioResult,
  looks: SweepLooks,
): Table {
  const hasResent = hasResentRates(curves);
  const rows = curves.flatMap(({ variantId, points }) =>
    points.map((point) => renderRow(document, looks.labelOf(variantId), point, hasResent)),
  );
  const titles: readonly Localized[] = [
    (m) => m.sweep.asked,
    (m) => m.sweep.achieved,
    (m) => m.metricColumn('latencyP50Us'),
    (m) => m.metricColumn('latencyP99Us'),
    (m) => m.sweep.p99OfGroups,
    (m) => m.metricColumn('successRatio'),
    ...(hasResent ? [tellResent] : []),
    (m) => m.table.groups,
  ];
  return {
    columns: [
      textColumn((m) => m.table.variant),
      ...titles.map((title) => numberColumn(title)),
      textColumn((m) => m.table.verdictColumn),
    ],
    body: html`<tbody>${rows}</tbody>`,
    note: html`<p><small>${both((m) => m.sweep.fewRequests)}</small></p>`,
  };
}

const tellResent: Localized = (m) => m.table.resent;

function renderRow(
  document: SweepDocument,
  label: string,
  point: SweepCurvePoint,
  hasResent: boolean,
): Markup {
  const { latencyP99Us, successRatio, resentRatio } = point;
  const cells = [
    formatNumber(point.rateRps),
    formatNumber(point.achievedRps.median),
    formatMedian(point.latencyP50Us),
    formatMedian(latencyP99Us) + (point.isP99Trusted ? '' : '*'),
    latencyP99Us === null
      ? noFigure
      : `${formatLatency(latencyP99Us.low)} – ${formatLatency(latencyP99Us.high)}`,
    successRatio === null ? noFigure : formatShare(successRatio.median),
    ...(hasResent ? [resentRatio === undefined ? noFigure : formatShare(resentRatio)] : []),
    String(point.repetitions),
  ];
  return html`<tr><th scope="row"><bdi>${label}</bdi></th>${cells.map((cell) => html`<td class="n">${cell}</td>`)}<td>${both(describeRateStatus(point, document))}</td></tr>`;
}

function formatMedian(spread: SweepSpread | null): string {
  return spread === null ? noFigure : formatLatency(spread.median);
}
