// Plans: what is chosen, what is compared with what, and orders that a drift cannot fool.
import { expect, test } from 'vitest';
import type { BenchName } from './child-protocol.ts';
import { buildMicroPlan, leaveOut, listNeeds, orderGroup } from './micro-plan.ts';

const bench = (suite: string, alternative: string, more: Partial<BenchName> = {}): BenchName => ({
  ...{ file: `${suite}.bench.ts`, suite, alternative, operation: 'one', isBaseline: false },
  needs: undefined,
  ...more,
});
const here = [
  bench('cache', 'memory', { isBaseline: true }),
  bench('cache', 'redis', { needs: 'redis' }),
  bench('parser', 'whole', { isBaseline: true }),
  bench('parser', 'split'),
];
const only = undefined;

const list = (subjects: ReturnType<typeof orderGroup>) =>
  subjects.map(
    ({ version, bench: { suite, alternative } }) => `${version} ${suite}/${alternative}`,
  );
const namesOf = (plan: ReturnType<typeof buildMicroPlan>) =>
  plan.suites.flatMap(({ rows }) => rows.map((row) => (row.here ?? row.there)?.alternative));

test.each([
  ['parser', ['whole', 'split']],
  ['PARSER/*l', ['whole', 'split']],
  ['redis', ['memory', 'redis']],
  ['a.he', []],
  [undefined, ['memory', 'redis', 'whole', 'split']],
])('--only %s takes what matches, with the baseline it needs', (pattern, names) => {
  const build = () => buildMicroPlan({ here, there: undefined, only: pattern });
  if (names.length > 0) expect(namesOf(build())).toEqual(names);
  else expect(build).toThrow(expect.objectContaining({ code: 'SELECTION_EMPTY' }));
});

test('against another version a benchmark chosen alone stays alone', () => {
  expect(namesOf(buildMicroPlan({ here, there: here, only: 'redis' }))).toEqual(['redis']);
});

test('a benchmark that one version lacks is a row of its own, not an error', () => {
  const there = [here[2]!, bench('parser', 'gone')];
  const plan = buildMicroPlan({ here, there, only: 'parser' });
  const rows = plan.suites[0]?.rows.map(({ here: own, there: other }) => [
    own?.alternative,
    other?.alternative,
  ]);
  expect(rows).toEqual([
    ['whole', 'whole'],
    ['split', undefined],
    [undefined, 'gone'],
  ]);
});

test('two benchmarks of one name are refused', () => {
  const twice = [...here, bench('parser', 'split', { file: 'other.bench.ts' })];
  expect(() => buildMicroPlan({ here: twice, there: undefined, only })).toThrow(
    expect.objectContaining({ code: 'BENCH_INVALID' }),
  );
});

test('what cannot run is left out of the order, with its reason', () => {
  const plan = buildMicroPlan({ here, there: undefined, only });
  expect([...listNeeds(plan)]).toEqual(['redis']);
  const without = leaveOut(plan, new Map([['redis', 'no Redis here']]));
  expect(without.suites[0]?.rows[1]?.notRunReason).toBe('no Redis here');
  expect(list(orderGroup(without, 1, 0)).filter((name) => name.includes('redis'))).toEqual([]);
});

test('both versions of a benchmark run as ABBA or BAAB, one benchmark after the other', () => {
  const plan = buildMicroPlan({ here, there: here, only });
  const kinds = new Set<string>();
  for (let group = 0; group < 40; group += 1) {
    const order = orderGroup(plan, 7, group);
    expect(order).toHaveLength(16);
    for (let at = 0; at < order.length; at += 4) {
      const block = order.slice(at, at + 4);
      expect(new Set(block.map((subject) => subject.bench)).size).toBe(1);
      kinds.add(block.map(({ version }) => (version === 'here' ? 'A' : 'B')).join(''));
    }
  }
  expect([...kinds].sort()).toEqual(['ABBA', 'BAAB']);
});

test('the alternatives of a suite run forth and back, the suites in random order', () => {
  const plan = buildMicroPlan({ here, there: undefined, only });
  const firsts = new Set<string | undefined>();
  for (let group = 0; group < 20; group += 1) {
    const order = orderGroup(plan, 1, group);
    const suites = order.map(({ bench: { suite } }) => suite);
    firsts.add(suites[0]);
    expect(suites.slice(0, 4)).toEqual(Array(4).fill(suites[0]));
    const names = order.slice(0, 4).map(({ bench: { alternative } }) => alternative);
    expect(names.toReversed()).toEqual(names);
  }
  expect(firsts.size).toBe(2);
});

test('the same seed gives the same order, another seed another', () => {
  const plan = buildMicroPlan({ here, there: here, only });
  const orders = (seed: number) =>
    JSON.stringify([0, 1, 2, 3].map((group) => list(orderGroup(plan, seed, group))));
  expect(orders(1)).toBe(orders(1));
  expect(orders(1)).not.toBe(orders(2));
});
