// Every variant has the same CPUs and the generator has its own; the swap changes numbers and nothing else.
import { expect, test } from 'vitest';
import { buildTestExperiment, buildTestLevel } from '../plan/test-experiment.ts';
import type { CpuFacts } from '../probes/cpu-topology.ts';
import { choosePlacement, listPinnableRoles, type PlacementChoice } from './placement.ts';

const equal = (count: number, changes: Partial<CpuFacts>[] = []): readonly CpuFacts[] =>
  Array.from({ length: count }, (_, cpu) => ({
    ...{ cpu, siblings: [cpu], packageId: '0', kind: 'same' },
    ...changes[cpu],
  }));

const choose = (cpus: readonly CpuFacts[], serviceCpus = 1): PlacementChoice =>
  choosePlacement({ placement: 'auto', serviceCpus }, cpus);

const layout = (
  service: readonly number[],
  generator: readonly number[],
  stores: readonly number[],
) => ({ service, generator, database: stores, cache: stores });

test('the generator has a CPU of its own as soon as there are two', () => {
  expect(choose(equal(1)).placement.service).toBeUndefined();
  expect(choose(equal(2)).placement).toEqual(layout([0], [1], [1]));
  expect(choose(equal(3)).placement).toEqual(layout([0], [2], [1]));
  expect(choose(equal(4)).placement).toEqual(layout([0, 1], [3], [2]));
  expect(choose(equal(8)).placement).toEqual(layout([0, 1, 2, 3], [7], [4, 5, 6]));
});

test('a level gets the CPUs that it needs as far as they go, the generator keeps its own', () => {
  expect(choose(equal(2), 2).placement).toEqual(layout([0], [1], [1]));
  expect(choose(equal(3), 2).placement).toEqual(layout([0, 1], [2], [2]));
  expect(choose(equal(8), 6).placement).toEqual(layout([0, 1, 2, 3, 4, 5], [7], [6]));
  expect(choose(equal(8), 99).placement).toEqual(layout([0, 1, 2, 3, 4, 5, 6], [7], [7]));
});

test('several generators have a CPU each, of at most half of all', () => {
  const ofGenerators = (count: number, generators: number) =>
    choosePlacement({ placement: 'auto', serviceCpus: 1, generators }, equal(count));
  expect(ofGenerators(8, 2).placement).toEqual(layout([0, 1, 2, 3], [6, 7], [4, 5]));
  expect(ofGenerators(8, 2).swapped).toEqual(layout([4, 5, 6, 7], [0, 1], [2, 3]));
  expect(ofGenerators(8, 16).placement).toEqual(layout([0, 1, 2, 3], [4, 5, 6, 7], [4, 5, 6, 7]));
  expect(ofGenerators(2, 4).placement).toEqual(layout([0], [1], [1]));
});

test('CPUs are taken by their own numbers, as in a container with some of them', () => {
  const some = equal(2, [
    { cpu: 3, siblings: [3] },
    { cpu: 5, siblings: [5] },
  ]);
  expect(choose(some).placement).toEqual(layout([3], [5], [5]));
  expect(choose(some).swapped).toEqual(layout([5], [3], [3]));
});

test('the swap turns the order round, so that both layouts have the same shape', () => {
  expect(choose(equal(2)).swapped).toEqual(layout([1], [0], [0]));
  expect(choose(equal(8)).swapped).toEqual(layout([4, 5, 6, 7], [0], [1, 2, 3]));
});

test('CPUs of two kinds are not swapped', () => {
  expect(choose(equal(2, [{}, { kind: 'slow' }])).swapped).toBeUndefined();
  const bigLittle = equal(4, [{}, {}, { kind: 'little' }, { kind: 'little' }]);
  expect(choose(bigLittle).swapped).toBeUndefined();
});

test('threads of one core stay together, or there is no swap', () => {
  const pairs = equal(
    4,
    [0, 0, 2, 2].map((first) => ({ siblings: [first, first + 1] })),
  );
  expect(choose(pairs).swapped).toEqual(layout([2, 3], [0], [1]));
  const lopsided = equal(3, [{ siblings: [0, 1] }, { siblings: [0, 1] }, { siblings: [2] }]);
  expect(choose(lopsided).swapped).toBeUndefined();
  const packages = equal(3, [{ packageId: '0' }, { packageId: '0' }, { packageId: '1' }]);
  expect(choose(packages).swapped).toBeUndefined();
});

test('a given placement, and none, are taken as they are', () => {
  const given = { service: [1], generator: [0], database: undefined, cache: undefined };
  expect(choosePlacement({ placement: given, serviceCpus: 1 }, equal(2))).toEqual({
    placement: given,
    swapped: undefined,
  });
  const none = choosePlacement({ placement: 'none', serviceCpus: 1 }, equal(2));
  expect([none.placement.service, none.swapped]).toEqual([undefined, undefined]);
});

test('what is given by URL is not said to be pinned', () => {
  const started = buildTestExperiment();
  expect(listPinnableRoles(started)).toEqual(['service', 'generator']);
  const services = { urlEnv: 'X', settings: {}, prepare: undefined };
  expect(
    listPinnableRoles({
      ...started,
      postgres: { ...services, url: undefined },
      redis: { url: 'redis://cache', urlEnv: 'Y' },
    }),
  ).toEqual(['service', 'generator', 'database']);
  const level = { ...buildTestLevel('next'), url: 'http://127.0.0.1:8082' };
  const factors = [{ name: 'release', levels: [level] }];
  expect(listPinnableRoles({ ...started, factors })).toEqual(['generator']);
});
