// How it shows that a level acts can be read: one sign each, from something that the config offers.
import type { ExerciseConfig, LoadstoneConfig } from './config-schema.ts';
import { buildMeaningProblem, type ConfigPath, type ConfigProblem } from './problem.ts';
import { listOf } from './resolve-target.ts';

type Key = keyof ExerciseConfig;

const signs = ['counter', 'metric', 'index', 'indexes'] as const satisfies readonly Key[];

/** What each sign may be refined by. */
const refinements: Readonly<Record<(typeof signs)[number], readonly Key[]>> = {
  counter: ['atLeastPerRequest', 'atLeastMoving'],
  metric: ['atLeastPerRequest', 'labels'],
  index: ['atLeastRatio'],
  indexes: ['atLeastRatio'],
};

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
