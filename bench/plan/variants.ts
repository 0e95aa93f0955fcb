// The variants of an experiment by its design, the baseline first.
import { LoadstoneError } from '../errors.ts';
import type { Experiment, LevelChoice, ResolvedFactor } from '../spec/experiment.ts';
import { findStandardFraction } from '../stats/fraction.ts';
import type { PlannedVariant } from './plan.ts';

/** Label of a baseline to which the config gives no name; also the id of the only variant of an experiment without factors. */
const baselineName = 'baseline';

/** All variants of the design, the baseline first (and added where a named design lacks it). */
export function buildVariants(experiment: Experiment): readonly PlannedVariant[] {
  const { design, factors, baseline } = experiment;
  switch (design.kind) {
    case 'full':
      return withBaselineFirst(listCombinations(factors).map(describeIn(experiment)), experiment);
    case 'one-at-a-time':
      return withBaselineFirst(
        listSteps(factors, baseline).map(describeIn(experiment)),
        experiment,
      );
    case 'fraction':
      return withBaselineFirst(
        listFraction(factors, baseline, design.resolution).map(describeIn(experiment)),
        experiment,
      );
    case 'named':
      return withBaselineFirst(
        design.variants.map(({ name, levels }) => ({
          id: name,
          label: name,
          levels,
          isBaseline: false,
        })),
        experiment,
      );
  }
}

/** Every combination of levels, the last factor turning fastest. */
function listCombinations(factors: readonly ResolvedFactor[]): readonly LevelChoice[] {
  let choices: readonly LevelChoice[] = [{}];
  for (const factor of factors) {
    choices = choices.flatMap((choice) =>
      factor.levels.map((level) => ({ ...choice, [factor.name]: level.name })),
    );
  }
  return choices;
}

/** The baseline, and each other level of each factor in turn with the rest as in the baseline. */
function listSteps(
  factors: readonly ResolvedFactor[],
  baseline: LevelChoice,
): readonly LevelChoice[] {
  const steps = factors.flatMap((factor) =>
    factor.levels
      .filter((level) => level.name !== baseline[factor.name])
      .map((level) => ({ ...baseline, [factor.name]: level.name })),
  );
  return [baseline, ...steps];
}

/**
 * The smallest standard fraction of at least that resolution that holds the baseline.
 * @throws LoadstoneError CONFIG_INVALID where there is none.
 */
function listFraction(
  factors: readonly ResolvedFactor[],
  baseline: LevelChoice,
  resolution: number,
): readonly LevelChoice[] {
  const others = factors.flatMap(({ name, levels }) => {
    const other = levels.find((level) => level.name !== baseline[name]);
    return other === undefined ? [] : [{ name, level: other.name }];
  });
  const runs = findStandardFraction(others.length, resolution);
  if (runs === undefined) {
    throw new LoadstoneError(
      'CONFIG_INVALID',
      `There is no fraction of resolution ${resolution} of ${others.length} factors.`,
    );
  }
  return runs.map((run) => {
    const changed = others.filter((_, index) => (run >>> index) & 1);
    return { ...baseline, ...Object.fromEntries(changed.map(({ name, level }) => [name, level])) };
  });
}

/** Named by what differs from the baseline: `cache = memory`; the id has all levels. */
function describeIn({ factors, baseline }: Experiment): (levels: LevelChoice) => PlannedVariant {
  return (levels) => ({
    id: factors.map(({ name }) => `${name}=${levels[name]}`).join(',') || baselineName,
    label:
      factors
        .filter(({ name }) => levels[name] !== baseline[name])
        .map(({ name }) => `${name} = ${levels[name]}`)
        .join(', ') || baselineName,
    levels,
    isBaseline: false,
  });
}

/** The first variant with the baseline's levels is the baseline: a second one is an A/A pair. */
function withBaselineFirst(
  variants: readonly PlannedVariant[],
  experiment: Experiment,
): readonly PlannedVariant[] {
  const isLikeBaseline = (variant: PlannedVariant): boolean =>
    experiment.factors.every(({ name }) => variant.levels[name] === experiment.baseline[name]);
  const found = variants.find(isLikeBaseline) ?? describeIn(experiment)(experiment.baseline);
  const others = variants.filter((variant) => variant !== found);
  return [{ ...found, isBaseline: true }, ...others];
}
