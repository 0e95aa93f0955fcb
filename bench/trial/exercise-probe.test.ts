// What two readings say of counters, metrics and indexes between them.
import { describe, expect, test } from 'vitest';
import type { IndexUseReading } from '../services/postgres-indexes.ts';
import { fitsCounter } from '../spec/exercise-pattern.ts';
import type { ExerciseRule } from '../spec/experiment.ts';
import { fitsPattern } from '../spec/star-pattern.ts';
import { parsePrometheusText } from '../target/prometheus-text.ts';
import {
  computeMostMs,
  type ExerciseReading,
  findCommonIndexes,
  subtractExercise,
} from './exercise-probe.ts';

const counter = (...counters: readonly string[]): ExerciseRule => ({
  ...{ kind: 'counter', counters, atLeastPerRequest: 0.01, atLeastMoving: 1 },
});

const reading = (atMs: number, change: Partial<ExerciseReading> = {}): ExerciseReading => ({
  ...{ atMs, numbers: undefined, metrics: undefined, indexUse: undefined },
  ...change,
});

const withNumbers = (atMs: number, numbers: Readonly<Record<string, number>>) =>
  reading(atMs, { numbers: new Map(Object.entries(numbers)) });

test('counters grow; one that began meanwhile, or began anew, counts from 0', () => {
  const record = subtractExercise(
    withNumbers(1_000, { 'pool.jobs': 10, 'workers.1.requests': 50, 'cache.hits': 7 }),
    withNumbers(3_500, { 'pool.jobs': 4, 'workers.1.requests': 80, 'workers.2.requests': 20 }),
    [counter('pool.jobs'), counter('workers.*.requests')],
    new Set(),
  );
  expect(record).toEqual({
    elapsedMs: 2_500,
    counters: { 'pool.jobs': 4, 'workers.1.requests': 30, 'workers.2.requests': 20 },
    absent: {},
  });
});

test('a counter that is not offered is absent, with the name that is most like it', () => {
  const numbers = { 'pool.jobs': 1, 'cache.hits': 2 };
  const of = (after: ExerciseReading) =>
    subtractExercise(reading(0), after, [counter('pool.jbos')], new Set())?.absent;
  expect(of(withNumbers(1, numbers))).toEqual({ 'pool.jbos': 'pool.jobs' });
  expect(of(reading(1))).toEqual({ 'pool.jbos': null });
});

test('series of a metric add up over addresses, with the labels asked for', () => {
  const rule: ExerciseRule = {
    ...{
      kind: 'metric',
      metric: 'jobs_total',
      labels: { kind: 'import' },
      atLeastPerRequest: 0.01,
    },
  };
  const page = (imports: number) =>
    parsePrometheusText(`jobs_total{kind="import"} ${imports}\njobs_total{kind="export"} 99\n`);
  const record = subtractExercise(
    reading(0, { metrics: [page(1), page(2)] }),
    reading(10, { metrics: [page(4), page(9)] }),
    [rule],
    new Set(),
  );
  expect(record?.counters).toEqual({ 'jobs_total{kind="import"}': 10 });
  const none = subtractExercise(
    reading(0),
    reading(1, { metrics: [page(1)] }),
    [{ ...rule, metric: 'job_total' } as ExerciseRule],
    new Set(),
  );
  expect(none?.absent).toEqual({ 'job_total{kind="import"}': 'jobs_total' });
});

describe('indexes', () => {
  const use = (indexes: Readonly<Record<string, number>>, calls: number): IndexUseReading => ({
    indexes: Object.entries(indexes).map(([name, scans]) => ({
      ...{ name, definitionHash: `of ${name}`, scans },
    })),
    statements: [
      { queryId: 'cheap', calls: 100 + calls, totalMs: 100 + calls },
      { queryId: 'dear', calls: calls / 100, totalMs: calls },
    ],
  });
  const own = use({ pk: 5, own: 5, named: 5 }, 0);
  const later = use({ pk: 500, own: 7, named: 9 }, 1_000);
  const common = findCommonIndexes([later, use({ pk: 1, named: 1 }, 0), undefined]);

  test('that all variants have alike are left out, unless a level names them', () => {
    const all: ExerciseRule = { kind: 'indexes', patterns: undefined, atLeastRatio: 0.01 };
    const namesOf = (rules: readonly ExerciseRule[]) =>
      subtractExercise(
        reading(0, { indexUse: own }),
        reading(1, { indexUse: later }),
        rules,
        common,
      )?.indexes?.map(({ name, scans }) => [name, scans]);
    expect(namesOf([all])).toEqual([['own', 2]]);
    expect(namesOf([{ ...all, patterns: ['na*'] } as ExerciseRule])).toEqual([
      ['own', 2],
      ['named', 4],
    ]);
  });

  test('of the same name but another definition are not alike', () => {
    const other = {
      ...later,
      indexes: later.indexes.map((one) => ({ ...one, definitionHash: 'x' })),
    };
    expect(findCommonIndexes([later, other])).toEqual(new Set());
    expect(findCommonIndexes([later])).toEqual(new Set());
  });

  test('can have taken at most the time of as many of the slowest executions', () => {
    const record = subtractExercise(
      reading(0, { indexUse: own }),
      reading(1, { indexUse: later }),
      [],
      common,
    );
    expect(record?.statements).toEqual({ calls: 1_010, totalMs: 2_000 });
    // Two of the ten dear ones, at 100 ms each.
    expect(record?.indexes?.[0]?.mostMs).toBeCloseTo(200, 9);
    const costs = [
      { calls: 10, totalMs: 10 },
      { calls: 2, totalMs: 200 },
    ];
    expect([0, 1, 2, 5, 99].map((scans) => computeMostMs(costs, scans))).toEqual([
      0, 100, 200, 203, 210,
    ]);
  });

  test('without a declaration and without a difference nothing is recorded', () => {
    const same = new Set(later.indexes.map(({ name }) => `${name} of ${name}`));
    const both = [reading(0, { indexUse: own }), reading(1, { indexUse: later })] as const;
    expect(subtractExercise(...both, [], same)).toBeUndefined();
  });
});

test('patterns take whole parts of counters and any letters of indexes', () => {
  expect(fitsCounter('workers.*.requests', 'workers.7.requests')).toBe(true);
  expect(fitsCounter('workers.*', 'workers.7.requests')).toBe(false);
  expect(fitsCounter('pool.jobs', 'pool.jobs.x')).toBe(false);
  expect(fitsPattern('orders_*', 'orders_customer')).toBe(true);
  expect(fitsPattern('*_idx', 'a_idx')).toBe(true);
  expect(fitsPattern('a*b*c', 'abbc')).toBe(true);
  expect(fitsPattern('ab*ba', 'aba')).toBe(false);
  expect(fitsPattern('orders', 'orders_2')).toBe(false);
});
