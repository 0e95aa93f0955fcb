// Tests of the comparison of a config with its schema.
import fc from 'fast-check';
import { Value } from 'typebox/value';
import { describe, expect, test } from 'vitest';
import { configSchema } from './config-schema.ts';
import { formatPath } from './problem.ts';
import { sampleConfig } from './sample-config.ts';
import { findShapeProblems } from './shape.ts';
import { sayForm } from './text-forms.ts';

function problemsOf(value: unknown): string[] {
  return findShapeProblems(configSchema, value).map(
    ({ path, message }) => `${formatPath(path)}: ${message}`,
  );
}

test('a right config has no problem', () => {
  expect(problemsOf(sampleConfig)).toEqual([]);
});

test('a key that is undefined counts as absent', () => {
  expect(problemsOf({ ...sampleConfig, groups: undefined, design: undefined })).toEqual([]);
  expect(problemsOf({ ...sampleConfig, name: undefined })).toEqual(['name: is missing']);
});

describe('each fault is told with its path', () => {
  const redis = { levels: { redis: { nedes: ['redis'] } } };
  const cases: readonly (readonly [Record<string, unknown>, string])[] = [
    [{ groops: 3 }, 'groops: unknown key; did you mean "groups"?'],
    [
      { factors: { cache: redis } },
      'factors.cache.levels.redis.nedes: unknown key; did you mean "needs"?',
    ],
    [{ target: { comand: 'x' } }, 'target.comand: unknown key; did you mean "command"?'],
    [
      { slices: { zzzzzz: 1 } },
      'slices.zzzzzz: unknown key; known are slicesPerGroup, sliceMs, loadMs, dropFirstMs, warmupMs',
    ],
    [{ groups: '8' }, 'groups: must be a whole number, not "8"'],
    [{ groups: 0 }, 'groups: must be a whole number, at least 1, at most 1000; it is 0'],
    [
      { seed: 1.5 },
      'seed: must be a whole number, at least 0, at most 9007199254740991; it is 1.5',
    ],
    [{ toleranceRatio: 0 }, 'toleranceRatio: must be a number, above 0, below 1; it is 0'],
    [
      { bodyCheckRatio: Number.NaN },
      'bodyCheckRatio: must be a number, at least 0, at most 1; it is NaN',
    ],
    [
      { slices: { slicesPerGroup: 3 } },
      'slices.slicesPerGroup: must be a whole number, at least 2, at most 10000, a multiple of 2; it is 3',
    ],
    [{ design: 'ful' }, 'design: "ful" is unknown; did you mean "full"?'],
    [{ design: 7 }, 'design: must be "full", "one-at-a-time" or "fraction" or an object, not 7'],
    [
      { design: { fraction: { resolution: 3 } } },
      'design.fraction.resolution: must be a whole number, at least 4, at most 5; it is 3',
    ],
    [{ placement: [] }, 'placement: must be "auto" or "none" or an object, not a list'],
    [
      { loads: [{ kind: 'closed', connections: 0 }] },
      'loads[0].connections: must be a whole number, at least 1, at most 1000; it is 0',
    ],
    [{ loads: [] }, 'loads: must have at least one entry'],
    [{ loads: [{}] }, 'loads[0].kind: is missing'],
    [
      { target: { readyPath: 'x' } },
      'target.readyPath: must be a path that begins with / and has no blank in it (write %20 for one); it is "x"',
    ],
    [
      { target: { env: { A: undefined } } },
      'target.env.A: must be a text, a number or true or false, not undefined',
    ],
    [
      { target: { env: { 'A B': 'x' } } },
      'target.env["A B"]: is no name for this: it must be a name of letters, digits and _ that does not begin with a digit',
    ],
    [
      { factors: { 'a=b': { levels: { x: {} } } } },
      'factors["a=b"]: is no name for this: it must be a name of 1 to 60 characters without blanks and without , = * | / and \\',
    ],
    [{ factors: { cache: { levels: {} } } }, 'factors.cache.levels: must have at least one entry'],
    [{ scenarios: {} }, 'scenarios: must have at least one entry'],
    [{ name: () => 1 }, 'name: must be a text, not a function'],
    [{ target: null }, 'target: must be an object, not null'],
  ];
  test.each(cases)('%j', (change, expected) => {
    expect(problemsOf({ ...sampleConfig, ...change })).toEqual([expected]);
  });
});

test('all faults are told at once', () => {
  const config = { ...sampleConfig, groups: 0, tolerance: 1, target: { readyPath: 1, urll: '' } };
  expect(problemsOf(config)).toHaveLength(4);
});

test('a config that is no object is told as such', () => {
  for (const value of [null, undefined, 7, 'x', []]) {
    expect(problemsOf(value)).toEqual([expect.stringMatching(/^: must be an object, not /)]);
  }
});

test('a password in a URL is never quoted', () => {
  const services = { postgres: { url: 'http://user:secret@127.0.0.1/x' } };
  expect(problemsOf({ ...sampleConfig, services }).join()).not.toContain('secret');
});

test('it finds a fault exactly where the schema library finds one', () => {
  const json = JSON.stringify(sampleConfig);
  const leaf = fc.oneof(fc.jsonValue(), fc.constantFrom('full', 'closed', 'auto', 2, 0.5, '/'));
  const paths = listPaths(sampleConfig);
  const spoil = fc.tuple(
    fc.constantFrom(...paths),
    leaf,
    fc.constantFrom('', 'x', 'a=b', 'groups'),
  );
  fc.assert(
    fc.property(fc.array(spoil, { minLength: 1, maxLength: 3 }), (changes) => {
      const config = JSON.parse(json);
      for (const [path, value, newKey] of changes) spoilAt(config, path, value, newKey);
      const problems = problemsOf(config);
      expect(problems.length === 0).toBe(Value.Check(configSchema, config));
      // The net under the walk would say so; the walk itself must miss nothing.
      expect(problems.join()).not.toContain('is not of the right form');
    }),
    { seed: 1, numRuns: 500 },
  );
});

function listPaths(value: unknown, at: readonly string[] = []): readonly (readonly string[])[] {
  if (typeof value !== 'object' || value === null) return [at];
  return [
    ...(at.length > 0 ? [at] : []),
    ...Object.entries(value).flatMap(([key, entry]) => listPaths(entry, [...at, key])),
  ];
}

/** Sets the value at the path, or beside it under a new key; changes made before may have cut the path off. */
function spoilAt(config: unknown, path: readonly string[], value: unknown, newKey: string): void {
  let parent = config;
  for (const key of path.slice(0, -1)) {
    if (typeof parent !== 'object' || parent === null) return;
    parent = (parent as Record<string, unknown>)[key];
  }
  if (typeof parent !== 'object' || parent === null) return;
  const key = newKey === '' ? path.at(-1) : newKey;
  if (key !== undefined) (parent as Record<string, unknown>)[key] = value;
}

test('every pattern of the schema is said in words', () => {
  const patterns: string[] = [];
  JSON.stringify(configSchema, (key, value: unknown) => {
    if (key === 'pattern') patterns.push(String(value));
    if (key === 'patternProperties') patterns.push(...Object.keys(value as object));
    return value;
  });
  expect(patterns.length).toBeGreaterThan(10);
  expect(patterns.filter((pattern) => sayForm(pattern) === undefined)).toEqual([]);
});

test('a blank in a path is answered with how to write one', () => {
  const scenarios = { a: { requests: [{ path: '/a b' }] } };
  expect(problemsOf({ ...sampleConfig, scenarios })).toEqual([
    'scenarios.a.requests[0].path: must be a path that begins with / and has no blank in it (write %20 for one); it is "/a b"',
  ]);
});
