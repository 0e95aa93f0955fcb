// Two runs against each other for a terminal: what differs, each effect of both on one axis, figures last.

import type {
  ChangeVerdict,
  ComparedEffect,
  ComparedFigure,
  ComparedRun,
  RunComparison,
} from '../document/compare.ts';
import {
  formatBounds,
  formatChange,
  formatEffect,
  groupByTable,
  toDrawn,
} from '../figures/compare.ts';
import { formatInstant, formatMetric } from '../figures/quantity.ts';
import { findRatioSpan, type RatioSpan } from '../figures/ratio-span.ts';
import { english } from '../language/catalogue.ts';
import {
  type AnyDifference,
  describeComparedCaveats,
  describeFindings,
  describeMethod,
  describeSide,
  describeSurroundings,
  headTable,
  nameDifference,
} from '../verdict/build-compared.ts';
import { type Column, layOutColumns, left, right } from './columns.ts';
import { whisker } from './dot-whisker.ts';
import { say } from './say.ts';
import type { TableOptions } from './table.ts';
import { createPaint, cutToWidth, type Paint, wrapMarked, wrapText } from './text.ts';

/** Share of the width that a variant's name may take. */
const longestLabelRatio = 0.3;

/** Below this width the verdict stands without the change that it judges. */
const leastForChange = 60;

/** Several lines without a trailing newline; none is wider than asked for, but at least 40 columns are used. */
export function renderCompareTable(comparison: RunComparison, options: TableOptions): string {
  const width = Math.max(40, options.widthColumns);
  const paint = createPaint(options.colour);
  const { a, b, settings, environment, effects, figures } = comparison;
  const findings = [describeSurroundings(comparison), ...describeFindings(comparison)];
  const caveats = describeComparedCaveats(comparison).map(say);
  return [
    ...[a, b].map((run, index) => renderRun(run, index === 0 ? 'A' : 'B', width, paint)),
    '',
    ...findings
      .flatMap((message) => wrapText(say(message), width))
      .map((line) => paint('bold', line)),
    ...caveats.flatMap((text) => wrapMarked(text, width)).map((line) => paint('yellow', line)),
    ...renderDifferences(english.compare.settingsTitle, settings, width, paint),
    ...renderDifferences(english.compare.environmentTitle, environment, width, paint),
    ...groupByTable(effects).flatMap((rows) => renderEffects(comparison, rows, width, paint)),
    ...(effects.length === 0
      ? []
      : [
          '',
          ...wrapText(say(describeMethod(comparison)), width).map((line) => paint('dim', line)),
        ]),
    ...renderFigures(figures, width, paint),
  ].join('\n');
}

function renderRun(run: ComparedRun, letter: string, width: number, paint: Paint): string {
  const mark = run.validity === 'invalid' ? ` · ${english.terminal.invalid}` : '';
  const text = `${letter} · ${run.name} · ${run.id} · ${formatInstant(run.startedAt)} · ${english.compare.groupsValid({ count: run.groupsValid })} · ${run.status}${mark}`;
  return paint('dim', cutToWidth(text, width));
}

function renderDifferences(
  title: string,
  differences: readonly AnyDifference[],
  width: number,
  paint: Paint,
): string[] {
  if (differences.length === 0) return [];
  const side = Math.floor((width - 28) / 2);
  const lines = differences.flatMap((one) => {
    const [a, b] = [say(describeSide(one, one.a)), say(describeSide(one, one.b))];
    const what = say(nameDifference(one));
    // Of hidden values both sides say the same: that they differ.
    const short = a === b ? `  ${what}: ${a}` : `  ${what}: ${a} → ${b}`;
    // Long ones, such as commands, are read one below the other.
    if (a.length <= side && b.length <= side && wrapText(short, width).length === 1) return [short];
    const below = [`A ${a}`, `B ${b}`].flatMap((text) =>
      wrapText(text, width - 4).map((line) => `    ${line}`),
    );
    return [cutToWidth(`  ${what}:`, width), ...below];
  });
  return ['', paint('bold', title), ...lines.map((line) => cutToWidth(line, width))];
}

/** One line of a table: the effect as A has it, or below it as B has it. */
interface Row {
  readonly effect: ComparedEffect;
  readonly isA: boolean;
}

function renderEffects(
  comparison: RunComparison,
  effects: readonly [ComparedEffect, ...ComparedEffect[]],
  width: number,
  paint: Paint,
): string[] {
  const [first] = effects;
  const { toleranceRatio, a } = comparison;
  const all = effects.flatMap((effect) => [toDrawn(effect.a), toDrawn(effect.b)]);
  const span = findRatioSpan(all, toleranceRatio);
  const rows = effects.flatMap((effect): Row[] => [
    { effect, isA: true },
    { effect, isA: false },
  ]);
  const columns = describeColumns(comparison, span, width, paint);
  const { lines } = layOutColumns(columns, rows, width - 2, paint);
  const primary = first.isPrimary ? ` · ${english.terminal.primary}` : '';
  return [
    '',
    paint('bold', cutToWidth(`${say(headTable(first))}${primary}`, width)),
    ...wrapText(
      english.terminal.ratioTo({
        baseline: a.baselineLabel ?? english.gates.theBaseline,
        direction: english.compare.direction({ higherIsBetter: first.higherIsBetter }),
      }),
      width - 2,
    ).map((line) => paint('dim', `  ${line}`)),
    ...lines.map((line) => `  ${line}`),
    ...renderReasons(effects, width, paint),
  ];
}

/** Why effects of a table were not judged, each reason once. */
function renderReasons(effects: readonly ComparedEffect[], width: number, paint: Paint): string[] {
  const reasons = new Set(effects.flatMap(({ reason }) => reason?.text ?? []));
  return [...reasons].flatMap((reason) =>
    wrapText(english.terminal.notJudged({ reason }), width - 2).map((line) =>
      paint('dim', `  ${line}`),
    ),
  );
}

const verdictColours: Readonly<Record<ChangeVerdict, Parameters<Paint>[0]>> = {
  same: 'green',
  grew: 'cyan',
  shrank: 'cyan',
  reversed: 'red',
  unclear: 'yellow',
  'not-judged': 'dim',
};

function describeColumns(
  { toleranceRatio }: RunComparison,
  span: RatioSpan,
  width: number,
  paint: Paint,
): Column<Row>[] {
  const labelWidth = Math.max(12, Math.floor(width * longestLabelRatio));
  const pick = ({ effect, isA }: Row) => (isA ? effect.a : effect.b);
  const mark = ({ change, method }: ComparedEffect) =>
    change !== null && method === 'welch-intervals' ? '*' : '';
  return [
    left('variant', 0, ({ effect, isA }) =>
      isA ? cutToWidth(effect.variantLabel, labelWidth) : '',
    ),
    left('run', 1, ({ isA }) => (isA ? 'A' : 'B')),
    right('effect', 2, (row) => formatEffect(pick(row).ratio)),
    whisker(4, span, toleranceRatio, (row) => toDrawn(pick(row)), {
      ...{ title: 'A and B', mostColumns: 41 },
    }),
    left('interval', 5, (row) => formatBounds(pick(row))),
    left(
      width < leastForChange ? 'verdict' : 'change, verdict',
      3,
      ({ effect, isA }) => {
        if (!isA) return english.compare.verdict[effect.verdict];
        return width < leastForChange ? '' : formatChange(effect) + mark(effect);
      },
      ({ effect, isA }, text) => (isA ? text : paint(verdictColours[effect.verdict], text)),
    ),
  ];
}

/** Primary metrics only; the page and the JSON have the others. */
function renderFigures(figures: readonly ComparedFigure[], width: number, paint: Paint): string[] {
  const tables = groupByTable(figures.filter(({ isPrimary }) => isPrimary));
  if (tables.length === 0) return [];
  const labelWidth = Math.max(12, Math.floor(width * longestLabelRatio * 1.5));
  const columns: Column<ComparedFigure>[] = [
    left('variant', 0, ({ variantLabel }) => cutToWidth(variantLabel, labelWidth)),
    right('A', 1, ({ metric, a }) => formatMetric(metric, a)),
    right('B', 2, ({ metric, b }) => formatMetric(metric, b)),
  ];
  return [
    '',
    ...wrapText(english.compare.figuresTitle, width).map((line) => paint('bold', line)),
    ...tables.flatMap((rows) => [
      cutToWidth(say(headTable(rows[0])), width),
      ...layOutColumns(columns, rows, width - 2, paint).lines.map((line) => `  ${line}`),
    ]),
  ];
}
