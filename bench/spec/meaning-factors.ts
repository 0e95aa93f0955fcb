// Baseline and named variants name levels that there are, and the baseline one of every factor.

import { findStandardFraction, mostFractionFactors } from '../stats/fraction.ts';
import type { ExerciseConfig, LoadstoneConfig } from './config-schema.ts';
import { defaults } from './defaults.ts';
import { suggest } from './did-you-mean.ts';
import { buildMeaningProblem, type ConfigPath, type ConfigProblem } from './problem.ts';
import { listOf } from './resolve-target.ts';

type Factors = NonNullable<LoadstoneConfig['factors']>;

export function* findFactorProblems(config: LoadstoneConfig): Generator<ConfigProblem> {
  const { factors = {}, baseline = {}, design } = config;
  for (const [name, { levels }] of Object.entries(factors)) {
    if (Object.hasOwn(baseline, name)) continue;
    const known = Object.keys(levels).join(', ');
    const message = `is missing: name the level of ${name} to compare with (${known})`;
    yield buildMeaningProblem(['baseline', name], message);
  }
  yield* findSizeProblems(factors);
  yield* findChoiceProblems(['baseline'], baseline, factors);
  if (design === 'fraction') yield* findFractionProblems(['design'], factors);
  if (typeof design === 'object') yield* findDesignProblems(design, factors);
}

/** Two levels of one size could not stand beside each other on one curve. */
function* findSizeProblems(factors: Factors): Generator<ConfigProblem> {
  for (const [factor, { levels }] of Object.entries(factors)) {
    const seen = new Map<number, string>();
    for (const [level, { size }] of Object.entries(levels)) {
      if (size === undefined) continue;
      const other = seen.get(size);
      const path = ['factors', factor, 'levels', level, 'size'];
      if (other !== undefined)
        yield buildMeaningProblem(path, `is ${size} as that of "${other}"; sizes must differ`);
      seen.set(size, level);
    }
  }
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

/** A factor of which one level is kept is fixed and takes no part. */
function* findFractionProblems(
  path: ConfigPath,
  factors: Factors,
  resolution: number = defaults.fractionResolution,
): Generator<ConfigProblem> {
  const sizes = Object.entries(factors).map(
    ([name, { levels }]) => [name, Object.keys(levels).length] as const,
  );
  const large = sizes.filter(([, size]) => size > 2);
  if (large.length > 0) {
    const names = large.map(([name, size]) => `${name} (${size})`).join(', ');
    const message = `a fraction takes two levels of each factor, and more are left of ${names}; keep two of each in a preset with \`levels\`, or use "full"`;
    yield buildMeaningProblem(path, message);
    return;
  }
  const count = sizes.filter(([, size]) => size === 2).length;
  if (findStandardFraction(count, resolution) === undefined) {
    yield buildMeaningProblem(path, explainLack(count, resolution));
  }
}

function explainLack(count: number, resolution: number): string {
  const all = `"full" has ${2 ** count} variants`;
  if (count < 3) {
    return `a fraction needs three factors of two levels or more, here ${count === 1 ? 'is' : 'are'} ${count}; ${all}`;
  }
  if (count > mostFractionFactors) {
    return `fractions are known here for up to ${mostFractionFactors} factors, not ${count}; fix some of them by keeping one level`;
  }
  if (count === 3) {
    return `a fraction of three factors would mix each main effect with an interaction (resolution III); ${all}`;
  }
  return `${count} factors have no fraction of resolution ${resolution}; ${all}, and \`{ fraction: { resolution: 4 } }\` has ${findStandardFraction(count, 4)?.length}`;
}

type Key = keyof ExerciseConfig;

const signs = ['counter', 'metric', 'index', 'indexes'] as const satisfies readonly Key[];

/** What each sign may be refined by. */
const refinements: Readonly<Record<(typeof signs)[number], readonly Key[]>> = {
  counter: ['atLeastPerRequest', 'atLeastMoving'],
  metric: ['atLeastPerRequest', 'labels'],
  index: ['atLeastRatio'],
  indexes: ['atLeastRatio'],
};

/** How it shows that a level acts can be read: one sign each, from something that the config offers. */
export function* findExerciseProblems(config: LoadstoneConfig): Generator<ConfigProblem> {
  for (const [factor, { levels }] of Object.entries(config.factors ?? {})) {
    for (const [level, { exercised }] of Object.entries(levels)) {
      if (exercised === undefined) continue;
      const path = ['factors', factor, 'levels', level, 'exercised'];
      const isList = Array.isArray(exercised);
      for (const [index, rule] of listOf(exercised).entries()) {
        yield* findRuleProblems(isList ? [...path, index] : path, rule, config);
      }
    }
  }
}

function* findRuleProblems(
  path: ConfigPath,
  rule: ExerciseConfig,
  { target, services }: LoadstoneConfig,
): Generator<ConfigProblem> {
  const given = signs.filter((sign) => rule[sign] !== undefined);
  const [sign, second] = given;
  if (sign === undefined || second !== undefined) {
    const found = sign === undefined ? 'none is given' : `these are given: ${given.join(', ')}`;
    const hint = 'make a list of rules where several signs must show';
    yield buildMeaningProblem(path, `needs one of ${signs.join(', ')}; ${found} (${hint})`);
    return;
  }
  const idle = (Object.keys(rule) as Key[]).filter(
    (key) => key !== sign && rule[key] !== undefined && !refinements[sign].includes(key),
  );
  for (const key of idle) {
    const message = `has no effect beside ${sign}, which takes ${refinements[sign].join(' and ')}`;
    yield buildMeaningProblem([...path, key], message);
  }
  if (sign === 'counter' && target.statsPath === undefined) {
    const message = 'is read from target.statsPath, which the config does not give';
    yield buildMeaningProblem([...path, sign], message);
  }
  if (sign === 'metric' && target.counter === undefined) {
    const message = 'is read from target.counter.path (Prometheus text), which is not given';
    yield buildMeaningProblem([...path, sign], message);
  }
  if (rule.indexes === false) {
    yield buildMeaningProblem([...path, sign], 'can only be true; leave it out instead');
  }
  if (sign === 'index' && listOf(rule.index ?? []).length === 0) {
    yield buildMeaningProblem([...path, sign], 'must name at least one index');
  }
  if ((sign === 'index' || sign === 'indexes') && services?.postgres === undefined) {
    const message = 'is read from PostgreSQL, but there is no services.postgres';
    yield buildMeaningProblem([...path, sign], message);
  }
}
