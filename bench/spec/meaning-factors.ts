// Baseline and named variants name levels that there are, and the baseline one of every factor.
import type { LoadstoneConfig } from './config-schema.ts';
import { suggest } from './did-you-mean.ts';
import { findFractionProblems } from './meaning-fraction.ts';
import { buildMeaningProblem, type ConfigPath, type ConfigProblem } from './problem.ts';

type Factors = NonNullable<LoadstoneConfig['factors']>;

export function* findFactorProblems(config: LoadstoneConfig): Generator<ConfigProblem> {
  const { factors = {}, baseline = {}, design } = config;
  for (const [name, { levels }] of Object.entries(factors)) {
    if (Object.hasOwn(baseline, name)) continue;
    const known = Object.keys(levels).join(', ');
    const message = `is missing: name the level of ${name} to compare with (${known})`;
    yield buildMeaningProblem(['baseline', name], message);
  }
  yield* findChoiceProblems(['baseline'], baseline, factors);
  if (design === 'fraction') yield* findFractionProblems(['design'], factors);
  if (typeof design === 'object') yield* findDesignProblems(design, factors);
}

function* findDesignProblems(
  { variants, fraction }: Extract<LoadstoneConfig['design'], object>,
  factors: Factors,
): Generator<ConfigProblem> {
  if (fraction !== undefined) {
    if (variants !== undefined) {
      yield buildMeaningProblem(['design', 'variants'], 'cannot stand beside `fraction`');
    }
    yield* findFractionProblems(['design', 'fraction'], factors, fraction.resolution);
    return;
  }
  if (variants === undefined) {
    yield buildMeaningProblem(['design'], 'needs `variants` or `fraction`');
    return;
  }
  const named = Object.entries(variants);
  if (named.length === 0) {
    yield buildMeaningProblem(['design', 'variants'], 'must name at least one variant');
  }
  for (const [name, choice] of named) {
    yield* findChoiceProblems(['design', 'variants', name], choice, factors);
  }
}

function* findChoiceProblems(
  path: ConfigPath,
  choice: Readonly<Record<string, string>>,
  factors: Factors,
): Generator<ConfigProblem> {
  for (const [factorName, levelName] of Object.entries(choice)) {
    const factor = Object.hasOwn(factors, factorName) ? factors[factorName] : undefined;
    const at = [...path, factorName];
    if (factor === undefined) {
      const message = `is no factor; ${suggest(factorName, Object.keys(factors))}`;
      yield buildMeaningProblem(at, message);
    } else if (!Object.hasOwn(factor.levels, levelName)) {
      const known = Object.keys(factor.levels);
      const message = `"${levelName}" is no level of ${factorName}; ${suggest(levelName, known)}`;
      yield buildMeaningProblem(at, message);
    }
  }
}
