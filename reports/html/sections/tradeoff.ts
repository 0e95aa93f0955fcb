// Throughput against p99 latency: a dot a variant with the intervals of both, against the baseline at the crossing.
import { sentence } from '../../document/messages/sentence.ts';
import { formatMargin } from '../../figures/difference.ts';
import { findRatioSpan } from '../../figures/ratio-span.ts';
import { kindOfTradeoff, listTradeoffs, type Tradeoff } from '../../figures/tradeoff.ts';
import type { Localized } from '../../language/catalogue.ts';
import { nameRank } from '../../verdict/describe-rank.ts';
import { both, bothInSvg } from '../bilingual.ts';
import { renderFigure } from '../figure.ts';
import { type Axis, buildRatioAxis } from '../kit/axis.ts';
import { renderBottomAxis, renderLeftAxis } from '../kit/frame.ts';
import { drawDots, renderGroupDots } from '../kit/group-dots.ts';
import { inkOf, strokeOf } from '../kit/hue.ts';
import { placeLabels } from '../kit/label-placement.ts';
import { cutTextToPx } from '../kit/svg-text.ts';
import { drawInterval, findInterval, placeOnAxis, renderDot } from '../kit/whisker.ts';
import { html, type Markup, px } from '../markup.ts';
import { isTooMuch, type ScenarioContext } from '../page-context.ts';
import { numberColumn, type Table, textColumn } from '../table.ts';
import { renderDifference } from './evidence.ts';

const box = { width: 960, height: 400, left: 64, right: 720, top: 14, bottom: 348 } as const;

/** Nothing at a fixed rate, in an invalid run, or where nothing but the baseline has both figures. */
export function renderTradeoff(context: ScenarioContext): Markup {
  const { page, scenario, drawn, id } = context;
  if (!page.isTrusted || isTooMuch(context)) return html``;
  const rows = listTradeoffs(scenario, drawn);
  if (rows.length === 0) return html``;
  const { toleranceRatio } = page.document.run;
  const buildAxis = (of: 'throughput' | 'latency', range: readonly [number, number]) => {
    const { low, high } = findRatioSpan(
      rows.map((row) => row[of]),
      toleranceRatio,
    );
    return buildRatioAxis([low / 1.03, high * 1.03], range, of === 'throughput' ? 60 : 30);
  };
  const x = buildAxis('throughput', [box.left, box.right]);
  const y = buildAxis('latency', [box.bottom, box.top]);
  return renderFigure({
    id: `${id}-against`,
    title: (m) => m.tradeoff.title,
    finding: describeFinding(context, rows),
    reading: (m) => m.tradeoff.reading({ margin: formatMargin(toleranceRatio) }),
    ...{ width: box.width, height: box.height },
    drawing: html`${renderZone(x, y, toleranceRatio)}${renderBottomAxis(x, box.top, box.bottom)}${renderLeftAxis(y, box.left, box.right)}${renderCrossing(x, y)}${renderAxisTitles()}${rows.map((row) => renderGroups(context, row, x, y))}${rows.map((row) => renderVariant(context, row, x, y))}${renderLabels(context, rows, x, y)}`,
    table: buildTable(context, rows),
  });
}

/** One sentence for each kind that there is. */
function describeFinding({ page }: ScenarioContext, rows: readonly Tradeoff[]): Localized {
  const labelsOf = (kind: ReturnType<typeof kindOfTradeoff>) =>
    rows
      .filter((row) => kindOfTradeoff(row) === kind)
      .map(({ cell }) => page.labelOf(cell.variantId));
  const [inBoth, inOne, traded] = [labelsOf('both'), labelsOf('one'), labelsOf('trade')];
  const messages: readonly (Localized | undefined)[] = [
    inBoth.length > 0 ? (m) => m.tradeoff.both({ labels: inBoth }) : undefined,
    inOne.length > 0 ? (m) => m.tradeoff.one({ labels: inOne }) : undefined,
    traded.length > 0
      ? (m) => m.tradeoff.trade({ labels: traded, count: traded.length })
      : undefined,
  ];
  const found = messages.filter((message) => message !== undefined);
  if (found.length === 0) return (m) => m.tradeoff.nothing;
  return (m) =>
    found.flatMap((message, index) => {
      const said = message(m);
      const gap = index > 0 && m.language === 'en' ? ' ' : '';
      return typeof said === 'string' ? sentence`${gap}${said}` : sentence`${gap}${said}`;
    });
}

/** What counts as equivalent, in each direction. */
function renderZone(x: Axis, y: Axis, toleranceRatio: number): Markup {
  const margin = 1 + toleranceRatio;
  const [left, right] = [placeOnAxis(1 / margin, x), placeOnAxis(margin, x)];
  const [bottom, top] = [placeOnAxis(1 / margin, y), placeOnAxis(margin, y)];
  return html`<path class="eq" fill="#e6e9ed" d="M${px(left)} ${box.top}H${px(right)}V${box.bottom}H${px(left)}zM${box.left} ${px(top)}H${box.right}V${px(bottom)}H${box.left}z"/>`;
}

function renderCrossing(x: Axis, y: Axis): Markup {
  return html`<path class="ax" stroke="#59616b" d="M${px(x.position(1))} ${box.top}V${box.bottom}M${box.left} ${px(y.position(1))}H${box.right}"/>`;
}

function renderGroups({ page }: ScenarioContext, row: Tradeoff, x: Axis, y: Axis): Markup {
  const look = { ...page.lookOf(row.cell.variantId), isDashed: false };
  const places = row.groups.map(
    ([rate, latency]) => [placeOnAxis(rate, x), placeOnAxis(latency, y)] as const,
  );
  return renderGroupDots(drawDots(places), strokeOf(look));
}

function renderVariant({ page }: ScenarioContext, row: Tradeoff, x: Axis, y: Axis): Markup {
  const [rate, latency] = [findInterval(row.throughput), findInterval(row.latency)];
  if (rate === undefined || latency === undefined) return html``;
  const look = page.lookOf(row.cell.variantId);
  const isOpen = [row.throughput, row.latency].some(({ verdict }) => verdict === 'inconclusive');
  const solid = strokeOf({ ...look, isDashed: false });
  const up = drawInterval(latency, y, 'up', placeOnAxis(rate.ratio, x));
  const across = drawInterval(rate, x, 'across', up.dot);
  return html`<path ${solid} stroke-width="2" fill="none" d="${up.path}${across.path}"/>${renderDot(across.dot, up.dot, look, isOpen)}`;
}

/** At the right, in the order of their latencies, each with a line to its dot. */
function renderLabels(
  { page }: ScenarioContext,
  rows: readonly Tradeoff[],
  x: Axis,
  y: Axis,
): Markup {
  const wanted = rows.map((row) => ({ key: row, at: placeOnAxis(row.latency.ratio ?? 1, y) }));
  return html`${placeLabels(wanted, 17, box.top + 6, box.bottom - 6).map(
    ({ key, at, placedAt }) => {
      const look = page.lookOf(key.cell.variantId);
      const text = cutTextToPx(page.labelOf(key.cell.variantId), 12, box.width - box.right - 24);
      const end = placeOnAxis(key.throughput.ratio ?? 1, x);
      return html`<path ${strokeOf({ ...look, isDashed: false })} fill="none" stroke-width="1" opacity=".5" d="M${px(end + 6)} ${px(at)}L${box.right + 14} ${px(placedAt)}h4"/><text ${inkOf(look)} font-weight="600" x="${box.right + 22}" y="${px(placedAt + 4)}">${text}</text>`;
    },
  )}`;
}

function renderAxisTitles(): Markup {
  const middle = (box.left + box.right) / 2;
  return html`${bothInSvg((m) => m.tradeoff.throughputAxis, html`class="tk" fill="#59616b" text-anchor="middle" x="${middle}" y="${box.bottom + 40}"`)}${bothInSvg((m) => m.tradeoff.latencyAxis, html`class="tk halo" fill="#59616b" x="${box.left + 6}" y="${box.top + 12}"`)}${bothInSvg((m) => m.tradeoff.best, html`class="tk halo" fill="#59616b" text-anchor="end" x="${box.right - 6}" y="${box.bottom - 8}"`)}`;
}

function buildTable({ page }: ScenarioContext, rows: readonly Tradeoff[]): Table {
  const body = rows.map(({ cell, throughput, latency }) => {
    const figures = [throughput, latency].map(
      (comparison) =>
        html`<td class="n">${renderDifference(comparison)}</td><td>${both(nameRank(comparison.verdict))}</td>`,
    );
    return html`<tr><th scope="row"><bdi>${page.labelOf(cell.variantId)}</bdi></th>${figures}</tr>`;
  });
  return {
    columns: [
      textColumn((m) => m.table.variant),
      numberColumn((m) => m.tradeoff.against({ metric: m.metricColumn('throughputRps') })),
      textColumn((m) => m.table.verdictColumn),
      numberColumn((m) => m.tradeoff.against({ metric: m.metricColumn('latencyP99Us') })),
      textColumn((m) => m.table.verdictColumn),
    ],
    body: html`<tbody>${body}</tbody>`,
  };
}
