// What shows that the levels of a variant act: declared counters of the service, and scans of its indexes.
import type { ExerciseRecord, IndexUseRecord } from '../measurement/records.ts';
import type { PlannedVariant } from '../plan/plan.ts';
import type { IndexUseReading, StatementCost } from '../services/postgres-indexes.ts';
import { nearestOf } from '../spec/did-you-mean.ts';
import { fitsCounter, formatMetric } from '../spec/exercise-pattern.ts';
import type { ExerciseRule, Experiment } from '../spec/experiment.ts';
import { fitsPattern } from '../spec/star-pattern.ts';
import { type PrometheusText, sumSeries } from '../target/prometheus-text.ts';

/** Cumulative readings of one variant; undefined where not offered. */
export interface ExerciseReading {
  readonly atMs: number;
  readonly numbers: ReadonlyMap<string, number> | undefined;
  readonly metrics: readonly PrometheusText[] | undefined;
  readonly indexUse: IndexUseReading | undefined;
}

/** What is worth reading in an experiment. */
export interface ExerciseNeeds {
  readonly counters: boolean;
  readonly metrics: boolean;
  readonly indexes: boolean;
}

/** Indexes are looked at where a level declares them, or prepares a database of its own that may differ in them. */
export function findExerciseNeeds({ factors, postgres }: Experiment): ExerciseNeeds {
  const levels = factors.flatMap((factor) => factor.levels);
  const rules = levels.flatMap((level) => level.exercised ?? []);
  const has = (kind: ExerciseRule['kind']): boolean => rules.some((rule) => rule.kind === kind);
  const differ = factors.some((factor) => factor.levels.some((level) => level.prepare));
  return {
    counters: has('counter'),
    metrics: has('metric'),
    indexes: postgres !== undefined && (has('indexes') || differ),
  };
}

export function listExerciseRules(
  { factors }: Experiment,
  { levels }: PlannedVariant,
): readonly ExerciseRule[] {
  return factors.flatMap(({ name, levels: known }) =>
    known.flatMap((level) => (level.name === levels[name] ? (level.exercised ?? []) : [])),
  );
}

/** Indexes that every variant of a group has alike, as `name definition`: nothing that tells levels apart. */
export function findCommonIndexes(
  readings: readonly (IndexUseReading | undefined)[],
): ReadonlySet<string> {
  const sets = readings.flatMap((reading) =>
    reading === undefined ? [] : [new Set(reading.indexes.map(keyOf))],
  );
  const [first, ...others] = sets;
  if (first === undefined || others.length === 0) return new Set();
  return new Set([...first].filter((key) => others.every((other) => other.has(key))));
}

function keyOf({ name, definitionHash }: IndexUseRecord): string {
  return `${name} ${definitionHash}`;
}

/** What happened between two readings; undefined where nothing is declared and no index tells levels apart. */
export function subtractExercise(
  before: ExerciseReading,
  after: ExerciseReading,
  rules: readonly ExerciseRule[],
  common: ReadonlySet<string>,
): ExerciseRecord | undefined {
  const counters: Record<string, number> = {};
  const absent: Record<string, string | null> = {};
  for (const rule of rules) {
    if (rule.kind === 'counter') {
      for (const pattern of rule.counters) {
        const grown = findGrowth(before.numbers, after.numbers, pattern);
        if (grown.length === 0) absent[pattern] = nearestOf(pattern, after.numbers?.keys() ?? []);
        Object.assign(counters, Object.fromEntries(grown));
      }
    } else if (rule.kind === 'metric') {
      const [from, to] = [before, after].map(({ metrics }) => sumMetric(metrics, rule));
      const name = formatMetric(rule);
      const names = (after.metrics ?? []).flatMap(({ samples }) => samples.map((one) => one.name));
      if (to === undefined) absent[name] = nearestOf(rule.metric, names);
      else counters[name] = grow(from, to);
    }
  }
  const indexes = subtractIndexes(before.indexUse, after.indexUse, rules, common);
  if (rules.length === 0 && (indexes === undefined || indexes.records.length === 0))
    return undefined;
  return {
    ...{ elapsedMs: Math.round(after.atMs - before.atMs), counters, absent },
    ...(indexes !== undefined && { indexes: indexes.records }),
    ...(indexes?.statements !== undefined && { statements: indexes.statements }),
  };
}

/** A counter that went back was started anew meanwhile; one that was not there began at 0. */
function grow(from: number | undefined, to: number): number {
  return from === undefined || to < from ? Math.max(0, to) : to - from;
}

/** At most so many counters of one pattern are kept, the first ones. */
const mostMatches = 64;

function findGrowth(
  before: ExerciseReading['numbers'],
  after: ExerciseReading['numbers'],
  pattern: string,
): readonly (readonly [string, number])[] {
  return [...(after ?? [])]
    .filter(([path]) => fitsCounter(pattern, path))
    .slice(0, mostMatches)
    .map(([path, to]) => [path, grow(before?.get(path), to)]);
}

function sumMetric(
  texts: readonly PrometheusText[] | undefined,
  { metric, labels }: Extract<ExerciseRule, { kind: 'metric' }>,
): number | undefined {
  const sums = (texts ?? []).flatMap((text) => sumSeries(text, metric, labels) ?? []);
  const sum = sums.reduce((total, value) => total + value, 0);
  return sums.length === 0 || !Number.isFinite(sum) ? undefined : sum;
}

interface SubtractedIndexes {
  readonly records: readonly IndexUseRecord[];
  readonly statements: ExerciseRecord['statements'];
}

function subtractIndexes(
  before: IndexUseReading | undefined,
  after: IndexUseReading | undefined,
  rules: readonly ExerciseRule[],
  common: ReadonlySet<string>,
): SubtractedIndexes | undefined {
  if (before === undefined || after === undefined) return undefined;
  const patterns = rules.flatMap((rule) => (rule.kind === 'indexes' ? (rule.patterns ?? []) : []));
  const earlier = new Map(before.indexes.map((index) => [keyOf(index), index.scans]));
  const costs = subtractCosts(before.statements, after.statements);
  const records = after.indexes
    .filter(
      (index) =>
        !common.has(keyOf(index)) || patterns.some((pattern) => fitsPattern(pattern, index.name)),
    )
    .map((index) => {
      const scans = grow(earlier.get(keyOf(index)), index.scans);
      const { name, definitionHash } = index;
      return {
        ...{ name, definitionHash, scans },
        ...(costs !== undefined && { mostMs: computeMostMs(costs, scans) }),
      };
    });
  const sum = (key: 'calls' | 'totalMs'): number =>
    (costs ?? []).reduce((total, cost) => total + cost[key], 0);
  return {
    records,
    statements: costs === undefined ? undefined : { calls: sum('calls'), totalMs: sum('totalMs') },
  };
}

type Cost = Omit<StatementCost, 'queryId'>;

function subtractCosts(
  before: readonly StatementCost[] | undefined,
  after: readonly StatementCost[] | undefined,
): readonly Cost[] | undefined {
  if (before === undefined || after === undefined) return undefined;
  const earlier = new Map(before.map((cost) => [cost.queryId, cost]));
  return after.flatMap(({ queryId, calls, totalMs }) => {
    const old = earlier.get(queryId);
    const cost = { calls: grow(old?.calls, calls), totalMs: grow(old?.totalMs, totalMs) };
    return cost.calls > 0 ? [cost] : [];
  });
}

/**
 * Most time that so many scans can stand for: each of them in an execution of its own, and those the slowest
 * of all by the mean of their statement. An execution that scans several times only makes it less.
 */
export function computeMostMs(costs: readonly Cost[], scans: number): number {
  let left = scans;
  let mostMs = 0;
  const slowest = costs.toSorted((a, b) => b.totalMs / b.calls - a.totalMs / a.calls);
  for (const { calls, totalMs } of slowest) {
    const taken = Math.min(calls, left);
    mostMs += (taken / calls) * totalMs;
    left -= taken;
    if (left <= 0) break;
  }
  return mostMs;
}
