// Gates in a config: one rule each, names that exist, and the line where each stands.
import { expect, test } from 'vitest';
import { findConfigProblems } from './config-problems.ts';
import type { LoadstoneConfig } from './config-schema.ts';
import { formatPath } from './problem.ts';
import { findGateLine, resolveGates } from './resolve-gates.ts';
import { sampleConfig } from './sample-config.ts';

type Gates = NonNullable<LoadstoneConfig['gates']>;

function problemsOf(gates: Gates, changes: Partial<LoadstoneConfig> = {}): string[] {
  return findConfigProblems({ ...sampleConfig, ...changes, gates }).problems.map(
    ({ path, message }) => `${formatPath(path)} ${message}`,
  );
}

test('relative and absolute gates are taken', () => {
  const gates: Gates = {
    'p99-holds': { metric: 'latencyP99Us', toleranceRatio: 0.05 },
    'p99-slo': { metric: 'latencyP99Us', atMost: 50_000, scenarios: ['home'] },
    available: { metric: 'successRatio', atLeast: 0.999, variants: ['cache=*'] },
    correct: { metric: 'wrongBodies', atMost: 0 },
  };
  expect(problemsOf(gates)).toEqual([]);
  expect(resolveGates({ ...sampleConfig, gates }, undefined)).toMatchObject([
    { name: 'p99-holds', rule: { kind: 'relative', toleranceRatio: 0.05 }, configLine: undefined },
    { rule: { kind: 'absolute', limitKind: 'at-most', limit: 50_000 }, scenarios: ['home'] },
    { rule: { kind: 'absolute', limitKind: 'at-least', limit: 0.999 }, variants: ['cache=*'] },
    { metric: 'wrongBodies', rule: { limit: 0 } },
  ]);
});

test('each fault of a gate is named with its path', () => {
  expect(problemsOf({ a: { metric: 'latencyP99Us' } })).toEqual([
    'gates.a needs one of toleranceRatio, atMost and atLeast',
  ]);
  expect(problemsOf({ a: { metric: 'latencyP99Us', atMost: 5, toleranceRatio: 0.1 } })).toEqual([
    'gates.a needs only one of toleranceRatio, atMost and atLeast, not toleranceRatio and atMost',
  ]);
  expect(problemsOf({ a: { metric: 'latencyP99Us', atMost: 5, scenarios: ['hom'] } })[0]).toMatch(
    /^gates\.a\.scenarios\[0\] "hom" is no scenario; did you mean "home"/,
  );
  expect(problemsOf({ a: { metric: 'wrongBodies', toleranceRatio: 0.1 } })).toEqual([
    'gates.a.metric wrongBodies can only be judged by atMost',
  ]);
  expect(problemsOf({ a: { metric: 'successRatio', atLeast: 99.9 } })).toEqual([
    'gates.a.atLeast successRatio is a share from 0 to 1',
  ]);
  expect(problemsOf({ a: { metric: 'costPerMillion', atMost: 3 } })).toEqual([
    'gates.a.metric needs prices, which this config lacks',
  ]);
  const closed: LoadstoneConfig['loads'] = [{ kind: 'closed' }];
  expect(
    problemsOf({ a: { metric: 'latencyP99Us', atMost: 5, loads: ['open'] } }, { loads: closed }),
  ).toEqual(['gates.a.loads there is no load of kind open']);
  expect(problemsOf({ a: { metric: 'serviceTimeP99Us', atMost: 5 } }, { loads: closed })).toEqual([
    'gates.a.metric needs an open load: in a closed one service time and latency are the same',
  ]);
});

test('the line of a gate is the one of its key after `gates`, in code and in JSON', () => {
  const code =
    "export default {\n  name: 'p99',\n  p99: 1,\n  gates: {\n    'p99': {},\n    b: {},\n  },\n};";
  expect(findGateLine(code, 'p99')).toBe(5);
  expect(findGateLine(code, 'b')).toBe(6);
  expect(findGateLine('{\n"gates": { "x.y":\n{} } }', 'x.y')).toBe(2);
  expect(findGateLine('{\n"gates": { "x-y": {} } }', 'x.y')).toBeUndefined();
  expect(findGateLine('{}', 'a')).toBeUndefined();
});
