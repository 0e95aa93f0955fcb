// The effects of the factors of one scenario: ranked by share of the variation, then what they mean.

import type { FactorialAnalysis, FactorialEffect } from '../document/factorial.ts';
import type { ResultDocument, ScenarioResult } from '../document/result.ts';
import { formatTimes } from '../figures/difference.ts';
import {
  chooseDrawnEffects,
  findAveraged,
  formatRatioBounds,
  formatVariation,
  labelEffect,
} from '../figures/effect.ts';
import { isTrusted } from '../figures/lookup.ts';
import { noFigure } from '../figures/quantity.ts';
import type { RatioSpan } from '../figures/ratio-span.ts';
import { english } from '../language/catalogue.ts';
import { buildEffects } from '../verdict/build-effects.ts';
import { type Column, layOutColumns, left, right } from './columns.ts';
import { whisker } from './dot-whisker.ts';
import { say } from './say.ts';
import { type Paint, wrapText } from './text.ts';

/** The page has all of them. */
const rowLimit = 12;

/** Lines of the block with its heading, each at most `widthColumns` wide; none without effects. */
export function renderEffects(
  document: ResultDocument,
  scenario: ScenarioResult,
  widthColumns: number,
  paint: Paint,
): string[] {
  const analysis = scenario.factorial;
  if (analysis === null || !isTrusted(document)) return [];
  const rows = chooseDrawnEffects(analysis, rowLimit);
  const { lines } = layOutColumns(
    describeColumns(analysis, document.run.toleranceRatio, paint),
    rows,
    widthColumns,
    paint,
  );
  const { finding, remarks, noise } = buildEffects(analysis);
  const more = analysis.effects.length - rows.length;
  const title = `${english.effects.title}: ${english.metricName(analysis.metric)}`;
  return [
    ...wrapText(title, widthColumns).map((line) => paint('bold', line)),
    ...lines,
    ...(more > 0 ? [paint('dim', english.terminal.moreEffects({ count: more }))] : []),
    ...[finding, ...remarks].flatMap((message) => wrapText(say(message), widthColumns)),
    ...wrapText(say(noise), widthColumns).map((line) => paint('dim', line)),
  ];
}

function describeColumns(
  analysis: FactorialAnalysis,
  toleranceRatio: number,
  paint: Paint,
): Column<FactorialEffect>[] {
  const { effects: words } = english;
  const drawn = (effect: FactorialEffect) => ({
    ...effect,
    verdict: effect.isReal ? ('better' as const) : ('inconclusive' as const),
  });
  const span = findEffectSpan(analysis, toleranceRatio);
  const dimNoise = (effect: FactorialEffect, text: string) =>
    effect.isReal ? text : paint('dim', text);
  return [
    left(words.effect, 0, (effect) => labelEffect(effect, analysis), dimNoise),
    right(words.share, 1, (effect) => formatVariation(effect.variationRatio)),
    right(
      words.ratio,
      2,
      (effect) => (effect.isVacuous ? noFigure : formatTimes(effect.ratio)),
      dimNoise,
    ),
    left(
      english.table.interval({
        confidencePercent: String(Math.round(analysis.confidence * 1_000) / 10),
      }),
      3,
      (effect) => (effect.isVacuous ? '' : formatRatioBounds(effect)),
    ),
    whisker(5, span, toleranceRatio, (effect) => (effect.isVacuous ? undefined : drawn(effect))),
    left(words.readColumn, 4, (effect) => explain(effect, analysis), dimNoise),
  ];
}

/** Every dot has its place; an interval that is wider, as of few groups, runs off the edge. */
function findEffectSpan({ effects }: FactorialAnalysis, toleranceRatio: number): RatioSpan {
  const margin = (1 + toleranceRatio) ** 1.5;
  const ratios = effects.map(({ ratio }) => ratio);
  return {
    low: 0.95 * Math.min(1 / margin, ...ratios),
    high: 1.05 * Math.max(margin, ...ratios),
  };
}

function explain(effect: FactorialEffect, analysis: FactorialAnalysis): string {
  if (effect.isVacuous) return english.effects.notExercised;
  if (!effect.isReal) return english.effects.notTold;
  const averaged = findAveraged(effect, analysis);
  if (averaged.length === 0) return english.effects.real;
  return say((m) => m.effects.dependsOn({ factors: averaged }));
}
