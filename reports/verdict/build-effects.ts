// What the effects of the factors say, as messages: never main effects alone where factors interact.

import type { FactorialAnalysis } from '../document/factorial.ts';
import type { ResultDocument, ScenarioResult } from '../document/result.ts';
import { formatTimes } from '../figures/difference.ts';
import {
  formatRatioBounds,
  formatVariation,
  isToldApart,
  labelEffect,
  labelGiven,
  listInteractions,
  listSimpleEffects,
} from '../figures/effect.ts';
import type { Localized } from '../language/catalogue.ts';

export interface EffectsStory {
  /** What explains most. */
  readonly finding: Localized;
  /** Whether factors depend on each other, what each does at the levels of the other, what is mixed up. */
  readonly remarks: readonly Localized[];
  /** Where it comes from. */
  readonly noise: Localized;
}

/** More changes of level than this are told by the tables alone. */
const toldChanges = 4;

/** Several levels of one factor are told by what explains most, once. */
const toldShares = 3;

export function buildEffects(analysis: FactorialAnalysis): EffectsStory {
  return {
    finding: buildFinding(analysis),
    remarks: [...buildDependence(analysis), ...buildAliases(analysis)],
    noise: (m) =>
      m.effects.noise({
        groups: analysis.groups,
        error: formatVariation(analysis.errorVariationRatio),
        drift: formatVariation(analysis.groupVariationRatio),
      }),
  };
}

function buildDependence(analysis: FactorialAnalysis): Localized[] {
  const interactions = analysis.effects.filter((one) => one.isReal && one.factors.length > 1);
  if (interactions.length === 0) return buildIndependence(analysis);
  const told: Localized[] = [];
  // Whose an interaction with aliases is, nobody knows.
  const known = interactions.filter(({ aliases }) => aliases.length === 0);
  const factors = [...new Set(known.flatMap((one) => one.factors))];
  if (factors.length > 0) told.push((m) => m.effects.dependent({ factors }));
  const simple = listInteractions(analysis, 2).flatMap((pair) => buildSimple(analysis, pair));
  told.push(...simple.slice(0, toldChanges));
  const untold = simple.length - toldChanges;
  if (untold > 0) told.push((m) => m.effects.more({ count: untold }));
  for (const deeper of listInteractions(analysis, 3).slice(0, 1)) {
    told.push((m) => m.effects.deeper({ factors: deeper }));
  }
  return told;
}

function buildFinding(analysis: FactorialAnalysis): Localized {
  const real = analysis.effects.filter(({ isReal }) => isReal);
  const firsts = [...Map.groupBy(real, ({ factors }) => factors.join('\0')).values()].flatMap(
    ([first]) => first ?? [],
  );
  if (firsts.length === 0) return (m) => m.effects.nothingReal;
  const shares = firsts.slice(0, toldShares).map(({ factors, variationRatio }) => ({
    label: factors.join(' × '),
    share: formatVariation(variationRatio),
  }));
  return (m) =>
    m.effects.finding({
      shares: shares.map((share, index) =>
        index === 0 ? m.effects.explains(share) : m.effects.explainsToo(share),
      ),
    });
}

/** No proof of an interaction is no proof of none: the widest interval says what is still possible. */
function buildIndependence(analysis: FactorialAnalysis): Localized[] {
  const { effects } = analysis;
  if (!effects.some(({ isReal }) => isReal)) return [];
  const [widest] = effects
    .filter(({ factors }) => factors.length === 2)
    .toSorted((a, b) => b.ratioUpper / b.ratioLower - a.ratioUpper / a.ratioLower);
  if (widest === undefined) return [];
  const label = labelEffect(widest, analysis);
  return [(m) => m.effects.independent({ label, bounds: formatRatioBounds(widest) })];
}

/** A sentence for each change of level, with its effect at every level of the other factor. */
function buildSimple(analysis: FactorialAnalysis, factors: readonly string[]): Localized[] {
  const changes = Map.groupBy(listSimpleEffects(analysis, factors), ({ factor, to }) =>
    [factor, to].join('\0'),
  );
  return [...changes.values()].flatMap((simples): Localized[] => {
    const [first] = simples;
    if (first === undefined) return [];
    const { factor, from, to } = first;
    return [
      (m) => {
        const parts = simples.map((simple) => {
          const part = { given: labelGiven(simple), ratio: formatTimes(simple.ratio) };
          return isToldApart(simple) ? m.effects.realPart(part) : m.effects.openPart(part);
        });
        return m.effects.simple({ metric: analysis.metric, factor, from, to, parts });
      },
    ];
  });
}

function buildAliases(analysis: FactorialAnalysis): Localized[] {
  return analysis.effects
    .filter(({ isReal, aliases }) => isReal && aliases.length > 0)
    .map(
      (effect): Localized =>
        (m) =>
          m.effects.aliased({ label: labelEffect(effect, analysis), aliases: effect.aliases }),
    );
}

/** Why there are no effects to show; undefined where the variants differ in one factor at most. */
export function explainNoEffects(
  { factors, variants, warnings }: ResultDocument,
  { factorial, cells }: ScenarioResult,
): Localized | undefined {
  if (factorial !== null) return undefined;
  const shown = new Set(cells.map(({ variantId }) => variantId));
  const planned = variants.filter(({ id }) => shown.has(id));
  const counts = factors
    .map(({ name }) => new Set(planned.map(({ levels }) => levels[name])).size)
    .filter((count) => count > 1);
  if (counts.length < 2) return undefined;
  const all = counts.reduce((product, count) => product * count, 1);
  const isIncomplete = warnings.some(({ code }) => code === 'FACTORIAL_INCOMPLETE');
  return isIncomplete || planned.length >= all
    ? (m) => m.effects.incomplete
    : (m) => m.effects.noDesign;
}
