// Scaling: the groups at each size, the fitted law with its band, and linear scaling beside it.

import type { ScalingEstimate, ScalingFit, ScalingLaw } from '../../document/scaling.ts';
import { formatNumber, formatShare, noFigure } from '../../figures/quantity.ts';
import type { Localized } from '../../language/catalogue.ts';
import { describeScaling, describeScalingPlace } from '../../verdict/describe-scaling.ts';
import { both, bothInSvg } from '../bilingual.ts';
import { renderFigure } from '../figure.ts';
import { type Axis, buildLinearAxis } from '../kit/axis.ts';
import { type CurvePoint, drawBand, drawCurve } from '../kit/curve.ts';
import { renderBottomAxis, renderLeftAxis } from '../kit/frame.ts';
import { drawDots, renderGroupDots } from '../kit/group-dots.ts';
import { fillOf, type Look, strokeOf } from '../kit/hue.ts';
import { cutTextToPx } from '../kit/svg-text.ts';
import { html, type Markup, px } from '../markup.ts';
import type { PageContext } from '../page-context.ts';
import type { Absence } from '../parts.ts';
import { numberColumn, renderTable, type Table, textColumn } from '../table.ts';

/** A figure for each law that was fitted, and a line for each that was not. */
export function renderScaling(page: PageContext): readonly Markup[] | Absence {
  const { scaling = [] } = page.document;
  if (scaling.length === 0) return { absence: (m) => m.scaling.absent };
  return scaling.map((law, index) => {
    const place = describeScalingPlace(page.document, law);
    return law.fit === null
      ? html`<p>${both(describeScaling(law))} <small>${both(place)}</small></p>`
      : renderLaw(`scaling-${index + 1}`, law, law.fit, place);
  });
}

const box = { width: 960, height: 380, left: 72, right: 900, top: 18, bottom: 322 } as const;
const look: Look = { hue: 'c1', isDashed: false };
const reference: Look = { hue: 'c0', isDashed: true };

function renderLaw(id: string, law: ScalingLaw, fit: ScalingFit, place: Localized): Markup {
  const { points, groups } = law;
  const { curve, peak, isFormTested, largestMisfitRatio } = fit;
  const x = buildLinearAxis({
    domain: [0, Math.max(...curve.map(({ size }) => size))],
    ...{ range: [box.left, box.right], format: formatNumber, spacing: 60 },
  });
  const measured = points.flatMap(({ perGroupRps }) => perGroupRps.filter((rps) => rps !== null));
  // The line of linear scaling may leave the drawing; what was measured, and the curve with its band, may not.
  const most = Math.max(...measured, ...curve.map(({ throughputRps }) => throughputRps));
  const tallest = Math.max(...curve.map(({ upperRps }) => upperRps));
  const y = buildLinearAxis({
    domain: [0, Math.min(Math.max(most, tallest), most * 1.5) * 1.05],
    ...{ range: [box.bottom, box.top], format: formatNumber, spacing: 36 },
  });
  const confidence = formatShare(law.confidence);
  const note = isFormTested
    ? both((m) => m.scaling.misfit({ share: formatShare(largestMisfitRatio) }))
    : both((m) => m.scaling.untested);
  return renderFigure({
    ...{ id, width: box.width, height: box.height },
    title: (m) => m.scaling.title,
    finding: describeScaling(law),
    reading: (m) => m.scaling.reading({ groups, confidence }),
    note: html` <small>${both(place)} ${note}</small>`,
    drawing: html`${renderBottomAxis(x, box.top, box.bottom)}${renderLeftAxis(y, box.left, box.right)}${renderPeak(peak.size, x)}${renderLinear(fit, x, y)}${renderCurve(fit, x, y)}${renderPoints(law, x, y)}${renderGrowing(law)}${bothInSvg((m) => m.scaling.yAxis, html`class="tk halo" fill="#59616b" x="${box.left + 6}" y="${box.top + 12}"`)}`,
    table: buildCoefficients(fit, confidence),
    moreTables: renderTable({ ...buildSizes(law), caption: (m) => m.scaling.throughput }),
  });
}

/** The name of the horizontal axis. */
function renderGrowing({ factor }: ScalingLaw): Markup {
  const place = html`class="tk" fill="#59616b" text-anchor="middle" x="${(box.left + box.right) / 2}" y="${box.bottom + 40}"`;
  return factor === null
    ? bothInSvg((m) => m.scaling.connections, place)
    : html`<text ${place}>${cutTextToPx(factor, 12, 400)}</text>`;
}

/** A line at the size of most throughput, where that is within the drawing. */
function renderPeak(size: number | null, x: Axis): Markup {
  if (size === null) return html``;
  const at = x.position(size);
  if (at > box.right) return html``;
  return html`<path class="ax" stroke="#59616b" stroke-dasharray="2 4" d="M${px(at)} ${box.top}V${box.bottom}"/><text class="tk halo" fill="#59616b" text-anchor="middle" x="${px(at)}" y="${box.top - 5}">N* = ${formatNumber(size)}</text>`;
}

/** From the origin to where it leaves the drawing. */
function renderLinear({ lambdaRps }: ScalingFit, x: Axis, y: Axis): Markup {
  const slope = lambdaRps.value;
  const perPixel = y.position(0) - y.position(slope);
  const acrossPixel = x.position(1) - x.position(0);
  const size = Math.min(
    (box.right - box.left) / acrossPixel,
    (box.bottom - box.top) / Math.max(perPixel, Number.MIN_VALUE),
  );
  const [endX, endY] = [x.position(size), y.position(size * slope)];
  // Left of the line, where no curve is, and below the name of the vertical axis.
  const [nameX, nameY] = [x.position(size * 0.75), y.position(size * slope * 0.75)];
  return html`<path ${strokeOf(reference)} fill="none" stroke-width="1.5" d="M${px(x.position(0))} ${px(y.position(0))}L${px(endX)} ${px(endY)}"/>${bothInSvg((m) => m.scaling.linear, html`class="tk halo" fill="#59616b" text-anchor="end" x="${px(nameX - 8)}" y="${px(nameY + 4)}"`)}`;
}

function renderCurve({ curve }: ScalingFit, x: Axis, y: Axis): Markup {
  const top = (rps: number) => (y.position(rps) < box.top ? findTop(y) : rps);
  const points = curve.map(
    ({ size, throughputRps, lowerRps, upperRps }): CurvePoint => ({
      ...{ x: size, y: throughputRps, low: lowerRps, high: top(upperRps) },
    }),
  );
  return html`<path ${fillOf(look)} opacity=".14" d="${drawBand(points, x, y)}"/><path ${strokeOf(look)} fill="none" stroke-width="2.2" stroke-linejoin="round" d="${drawCurve(points, x, y)}"/>`;
}

/** The value at the upper edge, where a band that goes on is cut off. */
function findTop(y: Axis): number {
  const perPixel = 1 / (y.position(0) - y.position(1));
  return (box.bottom - box.top) * perPixel;
}

function renderPoints({ points }: ScalingLaw, x: Axis, y: Axis): Markup {
  const places = points.flatMap(({ size, perGroupRps }) =>
    perGroupRps.flatMap((rps) =>
      rps === null ? [] : [[x.position(size), y.position(rps)] as const],
    ),
  );
  return html`${renderGroupDots(drawDots(places), strokeOf(look))}${points.map(
    ({ size, throughputRps }) =>
      throughputRps !== null &&
      html`<circle ${fillOf(look)} r="4.5" cx="${px(x.position(size))}" cy="${px(y.position(throughputRps))}"/>`,
  )}`;
}

function buildCoefficients(
  { lambdaRps, sigma, kappa, peak }: ScalingFit,
  confidence: string,
): Table {
  const interval = ({ lower, upper }: ScalingEstimate) => html`${formatRange(lower, upper)}`;
  const { size, lower, upper } = peak;
  const rows: readonly (readonly [Localized, string, Markup])[] = [
    [(m) => m.scaling.lambda, formatNumber(lambdaRps.value), interval(lambdaRps)],
    [(m) => m.scaling.sigma, formatNumber(sigma.value), interval(sigma)],
    [(m) => m.scaling.kappa, formatNumber(kappa.value), interval(kappa)],
    [
      (m) => m.scaling.peakRow,
      size === null ? noFigure : formatNumber(size),
      upper === null
        ? both((m) => m.scaling.noEnd({ lower: formatNumber(lower) }))
        : html`${formatRange(lower, upper)}`,
    ],
  ];
  return {
    columns: [
      textColumn((m) => m.scaling.coefficient),
      numberColumn((m) => m.scaling.value),
      numberColumn((m) => m.scaling.interval({ confidence })),
    ],
    body: html`<tbody>${rows.map(
      ([name, value, range]) =>
        html`<tr><th scope="row">${both(name)}</th><td class="n">${value}</td><td class="n">${range}</td></tr>`,
    )}</tbody>`,
  };
}

const formatRange = (lower: number, upper: number) =>
  `[${formatNumber(lower)}, ${formatNumber(upper)}]`;

function buildSizes({ points }: ScalingLaw): Table {
  return {
    columns: [
      numberColumn((m) => m.scaling.size),
      numberColumn((m) => m.scaling.throughput),
      numberColumn((m) => m.scaling.groupsRps),
    ],
    body: html`<tbody>${points.map(
      ({ size, throughputRps, perGroupRps }) =>
        html`<tr><th scope="row" class="n">${formatNumber(size)}</th><td class="n">${throughputRps === null ? noFigure : formatNumber(throughputRps)}</td><td class="n">${perGroupRps.map((rps) => (rps === null ? noFigure : formatNumber(rps))).join(' · ')}</td></tr>`,
    )}</tbody>`,
  };
}
