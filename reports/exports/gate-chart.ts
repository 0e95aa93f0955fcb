// The relative gates as a drawing in plain text: what a comment shows where no picture can be put.
import stringWidth from 'string-width';
import { cleanText } from '../figures/clean-text.ts';
import { formatPercentChange, formatTimes } from '../figures/difference.ts';
import { gateSigns, orderGates } from '../figures/gates.ts';
import { english } from '../language/catalogue.ts';
import type { ChartedGate, GateRow } from './model.ts';

/** Columns of the axis; odd, so that no difference has one of its own. */
const axisWidth = 41;
const longestName = 30;
const mostRows = 12;
/** An axis up to fourfold: what lies beyond it is an arrow at its edge, and a figure beside it. */
const widestLog = Math.log(4);
/** An axis of at least ±5%, so that a difference of nothing does not look like one. */
const narrowestLog = Math.log(1.05);

/**
 * Lines of the same width but for the figures at their end: a row for each relative gate that has an interval, the worst
 * first, and the axis below. `├─●─┤` is the interval with the estimate, `│` no difference, `┊` the limit. Empty where no
 * gate has an interval. Holds letters, digits and a few signs of names alone, so that nothing in it is markup.
 */
export function drawGates(gates: readonly GateRow[]): readonly string[] {
  const charted = orderGates(gates).flatMap((gate) => {
    const chart = gate.measured?.chart;
    return chart === undefined ? [] : [{ gate, chart }];
  });
  const rows = charted.slice(0, mostRows);
  if (rows.length === 0) return [];
  const isOneVariant = new Set(gates.map(({ variantId }) => variantId)).size === 1;
  const isOnePlace = new Set(gates.map(({ scenario, placeId }) => scenario + placeId)).size === 1;
  const titles = rows.map(({ gate: { status, name, label, scenario } }) =>
    [
      `${gateSigns[status]} ${simplify(name)}`,
      ...(isOneVariant ? [] : [simplify(label)]),
      ...(isOnePlace ? [] : [simplify(scenario)]),
    ].join('  '),
  );
  const width = Math.max(...titles.map((title) => stringWidth(title)));
  const extent = findExtent(rows.map(({ chart }) => chart));
  const lines = rows.map(({ gate, chart }, index) => {
    const title = pad(titles[index] ?? '', width);
    return `${title}  ${drawInterval(chart, extent)}  ${gate.measured?.value} ${gate.measured?.bounds.replaceAll('\u00a0', ' ')}`;
  });
  const more = charted.length - rows.length;
  return [
    ...lines,
    `${' '.repeat(width)}  ${drawAxis(extent)}`,
    ...(more === 0 ? [] : [english.annotations.moreGates({ count: more })]),
  ];
}

/** The largest distance from no difference that is drawn, as ln of a ratio. */
function findExtent(charts: readonly ChartedGate[]): number {
  const logs = charts
    .flatMap(({ value, lower, upper, limit }) => [value, lower, upper, limit])
    .map((ratio) => Math.abs(Math.log(ratio)))
    .filter(Number.isFinite);
  return Math.min(widestLog, Math.max(narrowestLog, ...logs));
}

function drawInterval({ value, lower, upper, limit }: ChartedGate, extent: number): string {
  const middle = (axisWidth - 1) / 2;
  const place = (ratio: number) => {
    const share = Math.log(ratio) / extent;
    return middle + Math.round(Math.max(-1, Math.min(1, share)) * middle);
  };
  const signs = Array.from({ length: axisWidth }, () => ' ');
  signs[middle] = '│';
  signs[place(limit)] = '┊';
  signs.fill('─', place(lower), place(upper) + 1);
  signs[place(lower)] = isBeyond(lower, extent) ? '◂' : '├';
  signs[place(upper)] = isBeyond(upper, extent) ? '▸' : '┤';
  signs[place(value)] = '●';
  return signs.join('');
}

function isBeyond(ratio: number, extent: number): boolean {
  return Math.abs(Math.log(ratio)) > extent * 1.001;
}

/** The ends and the middle: `−20%                 0                +25%`. */
function drawAxis(extent: number): string {
  const format = Math.exp(extent) >= 2 ? formatTimes : formatPercentChange;
  const [left, right] = [format(Math.exp(-extent)), format(Math.exp(extent))];
  const middle = Math.exp(extent) >= 2 ? '1×' : '0';
  const before = (axisWidth - 1) / 2 - left.length;
  const after = axisWidth - (axisWidth - 1) / 2 - middle.length - right.length;
  return left + ' '.repeat(before) + middle + ' '.repeat(after) + right;
}

/** Only what can mean nothing in Markdown or a log: letters, digits and a few signs of names. */
function simplify(text: string): string {
  const simple = cleanText(text)
    .replaceAll(/[^\p{L}\p{M}\p{N} .,=+-]/gu, '·')
    .trim();
  const characters = [...simple];
  return characters.length <= longestName
    ? simple
    : `${characters.slice(0, longestName - 1).join('')}…`;
}

function pad(text: string, width: number): string {
  return text + ' '.repeat(Math.max(0, width - stringWidth(text)));
}
