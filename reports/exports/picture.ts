// The first screen of the page as a picture: for a comment, a chat or a slide. Made here, without a browser.

import { toPlainText } from '../document/messages/sentence.ts';
import { orderGates } from '../figures/gates.ts';
import type { Rank } from '../figures/rank.ts';
import { findRatioSpan } from '../figures/ratio-span.ts';
import { buildRatioAxis } from '../html/kit/axis.ts';
import { drawDots } from '../html/kit/group-dots.ts';
import { type Look, strokeOf } from '../html/kit/hue.ts';
import { cutTextToPx, estimateTextWidthPx, findLabelRoom } from '../html/kit/svg-text.ts';
import { findInterval, placeOnAxis, renderWhisker } from '../html/kit/whisker.ts';
import { html, type Markup, px } from '../html/markup.ts';
import { verdictMarks } from '../html/sections/decision-table.ts';
import { english } from '../language/catalogue.ts';
import { wrapText } from '../terminal/text.ts';
import type {
  ComparisonRows,
  ExportFormat,
  GateRow,
  Remark,
  ScenarioRows,
  Text,
  VariantRow,
} from './model.ts';

const leastWidth = 960;
const left = 24;
/** Of names in the table, without which it is as wide as it has to be. */
const leastNameRoom = 168;
const mostNameRoom = 440;
const rowHeight = 26;
const rowLimit = 12;
const gateLimit = 8;

const ink = '#16191d';
const muted = '#59616b';
const line = '#d9dee4';
const tones = { ok: '#00754f', warning: '#855600', bad: '#b3261e', chosen: '#C44E00' } as const;

export const svg: ExportFormat = {
  fileName: 'first-screen.svg',
  description: 'the first screen of the page as a picture',
  says: ['compare'],
  render: ({ comparison }) => (comparison === undefined ? '' : `${draw(comparison).text}\n`),
};

/** What is drawn from here downwards, and where it ends. */
interface Drawn {
  readonly markup: Markup;
  readonly bottom: number;
}

function draw(run: ComparisonRows): Markup {
  const { answer } = run;
  const scenario = run.scenarios.find(({ isHeadline }) => isHeadline) ?? run.scenarios[0];
  const shown = scenario?.shown.slice(0, rowLimit) ?? [];
  // The recommended name is bold, and so a little wider.
  const nameRoom = findLabelRoom(
    shown.map(({ label }) => label),
    boldSizePx,
    [leastNameRoom, mostNameRoom],
  );
  const width = leastWidth + nameRoom - leastNameRoom;
  const right = width - left;
  const parts: Markup[] = [];
  let y = 14;
  const add = ({ markup, bottom }: Drawn) => {
    parts.push(markup);
    y = bottom;
  };
  if (answer.question !== undefined) add(drawText(answer.question, y, right, 14, muted));
  add(drawText(answer.answer, y, right, 22, chooseInk(run), 600));
  for (const text of answer.lead) add(drawText(text, y, right, 15, ink));
  if (run.gates.length > 0) add(drawGates(run.gates, y + 6, right));
  if (scenario !== undefined) add(drawTable(run, scenario, y + 8, right, nameRoom));
  for (const note of scenario?.notes ?? []) add(drawText(note, y, right, 11, muted));
  for (const [label, remarks] of Map.groupBy(answer.remarks, (remark) => remark.label))
    add(drawRemarks(label, remarks, y + 4, right));
  const { id, name, startedAt, loadstoneVersion, groupsEnded } = run.run;
  const footer = `${name} · ${id} · ${startedAt.slice(0, 10)} · ${groupsEnded} groups · equivalent within ${run.margin} · Loadstone ${loadstoneVersion}`;
  add(drawText(footer, y + 6, right, 12, muted));
  const height = y + 12;
  return html`<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${px(height)}" width="${width}" height="${px(height)}" font-family="system-ui, sans-serif" role="img" aria-labelledby="title"><title id="title">${plain(answer.answer)}</title><path fill="#ffffff" d="M0 0H${width}V${px(height)}H0z"/><path fill="${chooseInk(run)}" d="M0 0h6V${px(height)}H0z"/>${parts}</svg>`;
}

/** Backticks mark commands in Markdown; a picture has none. */
function plain(text: Text): string {
  return toPlainText(text).replaceAll('`', '');
}

/** Green, amber or red with what was decided; words say the same. */
function chooseInk({ answer: { kind, gateStatus } }: ComparisonRows): string {
  if (gateStatus !== undefined) return gateInks[gateStatus];
  const inks = {
    ...{ choose: tones.chosen, 'keep-baseline': tones.ok, undecided: tones.warning },
    ...{ 'no-conclusion': tones.warning, invalid: tones.bad, gates: ink },
  } as const;
  return inks[kind];
}

const gateInks: Readonly<Record<GateRow['status'], string>> = {
  ...{ pass: tones.ok, fail: tones.bad },
  ...{ inconclusive: tones.warning, error: tones.warning },
};

/** Broken into lines that fit. */
function drawText(
  text: Text,
  top: number,
  right: number,
  size: number,
  fill: string,
  weight = 400,
  from = left,
): Drawn {
  // Bold text is wider.
  const room = Math.floor((right - from) / (size * (weight > 400 ? 0.64 : 0.56)));
  const lines = wrapText(plain(text), room);
  const step = Math.round(size * 1.35);
  const markup = html`${lines.map(
    (one, index) =>
      html`<text x="${from}" y="${px(top + (index + 1) * step - size * 0.3)}" font-size="${size}" font-weight="${weight}" fill="${fill}">${one}</text>`,
  )}`;
  return { markup, bottom: top + lines.length * step };
}

function drawGates(gates: readonly GateRow[], top: number, right: number): Drawn {
  const parts: Markup[] = [];
  let y = top;
  for (const { status, name, label, message } of orderGates(gates).slice(0, gateLimit)) {
    const word = english.gates.status[status];
    const { markup, bottom } = drawText(
      `${word} · ${name} · ${label}: ${message}`,
      y,
      right,
      13,
      gateInks[status],
    );
    parts.push(markup);
    y = bottom;
  }
  const more = gates.length - gateLimit;
  if (more > 0) {
    const { markup, bottom } = drawText(
      english.page.moreGates({ count: more }),
      y,
      right,
      13,
      muted,
    );
    parts.push(markup);
    y = bottom;
  }
  return { markup: html`${parts}`, bottom: y };
}

/** Places of the columns, beside the room that names take. */
function placeColumns(nameRoom: number, right: number) {
  const from = left + nameRoom + 14;
  return {
    ...{ right, verdict: from, estimate: from + 240, interval: from + 358 },
    ...{ plot: from + 374, plotEnd: from + 554, figures: [from + 640, right] },
  };
}

type Columns = ReturnType<typeof placeColumns>;

/** Of 13 pixels in bold. */
const boldSizePx = 14;

function drawTable(
  run: ComparisonRows,
  scenario: ScenarioRows,
  top: number,
  right: number,
  nameRoom: number,
): Drawn {
  const rows = scenario.shown.slice(0, rowLimit);
  const columns = placeColumns(nameRoom, right);
  // What decides, and the tail.
  const figures = [0, Math.max(1, scenario.columns.indexOf(english.metricColumn('latencyP99Us')))];
  const head = (text: string, x: number, anchor: 'start' | 'end' = 'end') =>
    html`<text x="${x}" y="${top + 16}" font-size="12" fill="${muted}" text-anchor="${anchor}">${text}</text>`;
  const axis = buildRatioAxis(spanOf(run, rows), [columns.plot + 6, columns.plotEnd - 6], 40);
  const bodyTop = top + 40;
  const bottom = bodyTop + rows.length * rowHeight;
  const margin = 1 + run.toleranceRatio;
  const [from, to] = [axis.position(1 / margin), axis.position(margin)];
  const direction = english.page.betterDirection({ towardsRight: scenario.isHigherBetter });
  const marked = rows.map(
    ({ rankKind }, index) =>
      rankKind === 'recommended' &&
      html`<path fill="#fdf1e8" d="M${left - 8} ${bodyTop + index * rowHeight}H${right + 8}v${rowHeight}H${left - 8}z"/>`,
  );
  const zone = run.isValid
    ? html`<path fill="#e6e9ed" d="M${px(from)} ${bodyTop}H${px(to)}V${bottom}H${px(from)}z"/><path stroke="${muted}" d="M${px(axis.position(1))} ${bodyTop}V${bottom}"/>${axis.ticks.map(
        ({ value, label }) =>
          html`<text x="${px(axis.position(value))}" y="${bodyTop - 6}" font-size="11" fill="${muted}" text-anchor="middle">${label}</text>`,
      )}${head(direction, columns.plotEnd)}`
    : html``;
  const more = scenario.shown.length - rows.length;
  const heads = html`${head(english.table.variant, left, 'start')}${head(english.table.verdictColumn, columns.verdict, 'start')}${run.isValid && html`${head(scenario.differenceColumns[0] ?? '', columns.estimate)}${head(scenario.differenceColumns[1] ?? '', columns.interval)}`}${figures.map((column, index) => head(scenario.columns[column] ?? '', columns.figures[index] ?? right))}`;
  const body = rows.map((row, index) =>
    drawRow(run, row, axis, bodyTop + index * rowHeight, figures, columns),
  );
  const note =
    more > 0 &&
    html`<text x="${left}" y="${bottom + 17}" font-size="12" fill="${muted}">+ ${more}</text>`;
  return {
    markup: html`${run.isValid && marked}${zone}${heads}${body}${note}`,
    bottom: bottom + (more > 0 ? 26 : 8),
  };
}

function spanOf(run: ComparisonRows, rows: readonly VariantRow[]): readonly [number, number] {
  const drawn = rows.flatMap((row) => row.drawn ?? []);
  const { low, high } = findRatioSpan(run.isValid ? drawn : [], run.toleranceRatio);
  return [low, high];
}

const rankInks: Partial<Record<Rank, string>> = {
  ...{ recommended: tones.chosen, better: tones.ok, tied: tones.ok },
  ...{ worse: tones.bad, 'wrong-answers': tones.bad, 'wrong-data': tones.bad, failing: tones.bad },
};

function lookOf(rank: Rank): Look {
  const isDashed = false;
  if (rank === 'recommended') return { hue: 'c3', isDashed };
  return { hue: rank === 'better' || rank === 'tied' ? 'c1' : 'c0', isDashed };
}

function drawRow(
  run: ComparisonRows,
  { label, rankKind, rank, estimate, interval, drawn, groupRatios, cells }: VariantRow,
  axis: ReturnType<typeof buildRatioAxis>,
  top: number,
  shown: readonly number[],
  columns: Columns,
): Markup {
  const { right } = columns;
  const y = top + rowHeight / 2;
  const isFirst = run.isValid && rankKind === 'recommended';
  const verdict = run.isValid ? `${verdictMarks[rankKind]} ${rank}`.trim() : '';
  const weight = isFirst ? 600 : 400;
  const text = (value: string, x: number, anchor: string, fill: string) =>
    html`<text x="${x}" y="${px(y + 4.5)}" font-size="13" font-weight="${weight}" fill="${fill}" text-anchor="${anchor}">${value}</text>`;
  const room = columns.estimate - columns.verdict - estimateTextWidthPx(estimate, 13) - 12;
  const figures = shown.map((column, index) =>
    text(cells[column] ?? '', columns.figures[index] ?? right, 'end', ink),
  );
  return html`<path stroke="${line}" d="M${left - 8} ${top + rowHeight}H${right + 8}"/>${text(cutTextToPx(label, isFirst ? boldSizePx : 13, columns.verdict - left - 10), left, 'start', ink)}${text(cutTextToPx(verdict, 13, room), columns.verdict, 'start', rankInks[rankKind] ?? muted)}${run.isValid && html`${text(estimate, columns.estimate, 'end', rankInks[rankKind] ?? ink)}${text(interval, columns.interval, 'end', ink)}${drawDifference(drawn, groupRatios, axis, y, lookOf(rankKind))}`}${figures}`;
}

function drawDifference(
  drawn: VariantRow['drawn'],
  groupRatios: readonly number[],
  axis: ReturnType<typeof buildRatioAxis>,
  y: number,
  look: Look,
): Markup {
  const interval = drawn && findInterval(drawn);
  if (interval === undefined) return html``;
  const dots = drawDots(groupRatios.map((one) => [placeOnAxis(one, axis), y + 9] as const));
  return html`${dots !== '' && html`<path ${strokeOf(look)} stroke-width="4" stroke-linecap="round" opacity=".6" d="${dots}"/>`}${renderWhisker(interval, axis, 'across', y, look, drawn?.verdict === 'inconclusive')}`;
}

function drawRemarks(label: string, remarks: readonly Remark[], top: number, right: number): Drawn {
  const text = remarks.map((remark) => plain(remark.text)).join(' ');
  const from = left + 96;
  const { markup, bottom } = drawText(text, top, right, 13, ink, 400, from);
  return {
    markup: html`<text x="${left}" y="${px(top + 14)}" font-size="13" font-weight="600" fill="${muted}">${label}</text>${markup}`,
    bottom,
  };
}
