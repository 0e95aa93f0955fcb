// What a factor does at each level of the factors that it interacts with.
import type { FactorialEffect, SimpleEffect } from '../../../reports/document/factorial.ts';
import type { FactorialDesign, FactorialFactor } from '../../plan/factorial-design.ts';
import { findContrastWeights, listGroupContrasts } from '../../stats/factorial.ts';
import type { IntervalEstimate } from '../../stats/interval.ts';

/** What the groups that hold every cell say. */
export interface CompleteGroups {
  readonly design: FactorialDesign;
  /** ln of the metric by group and cell, the cells as in the design. */
  readonly logs: readonly (readonly number[])[];
}

/** The interval of one of so many effects that hold together. */
type BuildInterval = (values: readonly number[], count: number) => IntervalEstimate | undefined;

/** Beyond this an interaction's simple effects are single cells, which the decision table compares. */
const mostFactors = 3;

/**
 * For each real interaction of two or three factors, the strongest first, the effect of each of them
 * at every combination of levels of the others, averaged over the factors that are not in it. Nothing for
 * an interaction with aliases, since then nobody knows whose it is.
 * Their intervals hold together.
 * @param effects in the order of their shares.
 */
export function listSimpleEffects(
  complete: CompleteGroups,
  effects: readonly FactorialEffect[],
  buildInterval: BuildInterval,
): readonly SimpleEffect[] {
  const interacting = effects
    .filter(
      ({ factors, isReal, aliases }) =>
        isReal && aliases.length === 0 && factors.length > 1 && factors.length <= mostFactors,
    )
    .map(({ factors }) => factors);
  // Several levels of the same factors give several effects.
  const words = new Map(interacting.map((factors) => [factors.join('\0'), factors]));
  const wanted = [...words.values()].flatMap((factors) =>
    factors.map((factor) => ({ factor, others: factors.filter((other) => other !== factor) })),
  );
  const { factors: known } = complete.design;
  const count = wanted.reduce((sum, { factor, others }) => {
    const levels = known.find(({ name }) => name === factor)?.levels.length ?? 1;
    return sum + (levels - 1) * listCombinations(known, others).length;
  }, 0);
  return wanted.flatMap(({ factor, others }) =>
    listEffectsOf(complete, factor, others, (values) => buildInterval(values, count)),
  );
}

function listEffectsOf(
  { design, logs }: CompleteGroups,
  name: string,
  others: readonly string[],
  buildInterval: (values: readonly number[]) => IntervalEstimate | undefined,
): readonly SimpleEffect[] {
  const { factors, cells } = design;
  const factor = factors.findIndex((one) => one.name === name);
  const [from = '', ...rest] = factors[factor]?.levels ?? [];
  const combinations = listCombinations(factors, others);
  return rest.flatMap((to, index) =>
    combinations.flatMap((given): readonly SimpleEffect[] => {
      const weights = findContrastWeights(cells, new Map([[factor, index + 1]]), given);
      const interval = buildInterval(listGroupContrasts(logs, weights));
      if (interval === undefined) return [];
      return [
        {
          ratio: Math.exp(interval.estimate),
          ratioLower: Math.exp(interval.lower),
          ratioUpper: Math.exp(interval.upper),
          ...{ factor: name, from, to },
          given: Object.fromEntries(
            [...given].map(([place, level]) => [
              factors[place]?.name ?? '',
              factors[place]?.levels[level] ?? '',
            ]),
          ),
        },
      ];
    }),
  );
}

/** Every combination of levels of the named factors, as places of factor and level. */
function listCombinations(
  factors: readonly FactorialFactor[],
  names: readonly string[],
): readonly ReadonlyMap<number, number>[] {
  let combinations: readonly ReadonlyMap<number, number>[] = [new Map()];
  for (const name of names) {
    const place = factors.findIndex((one) => one.name === name);
    const levels = factors[place]?.levels ?? [];
    combinations = combinations.flatMap((made) =>
      levels.map((_, level) => new Map([...made, [place, level]])),
    );
  }
  return combinations;
}
