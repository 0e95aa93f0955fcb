// The flow of the micro-benchmarks: list what the versions have, run fresh processes group by group, judge.

import type {
  MeasureOptions,
  MicroAgainst,
  MicroReport,
  MicroVisit,
} from '../../../reports/document/micro.ts';
import type { Journal } from '../../services/journal.ts';
import { type BenchAnswer, runBenchProcess } from './bench-process.ts';
import { buildMicroSuites } from './build-report.ts';
import type { BenchName } from './child-protocol.ts';
import { findChangedBenches } from './load-suite.ts';
import { findBench, type MicroPlan, type MicroSubject, orderGroup } from './micro-plan.ts';
import type { MicroServices } from './suite.ts';

/** What every process of a run shares. */
export interface MicroHost {
  readonly hereDir: string;
  /** Undefined where there is no other version. */
  readonly thereDir: string | undefined;
  readonly cpus: readonly number[] | undefined;
  readonly journal: Journal;
  readonly signal: AbortSignal;
}

export interface MicroRunOptions {
  readonly host: MicroHost;
  readonly plan: MicroPlan;
  readonly against: MicroAgainst | undefined;
  readonly groups: number;
  readonly seed: number;
  readonly toleranceRatio: number;
  readonly measure: MeasureOptions;
  readonly services: MicroServices;
  readonly listen: (progress: MicroProgress) => void;
}

/** Told after each process. */
export interface MicroProgress {
  readonly group: number;
  readonly groups: number;
  /** Processes that have ended, of all of them. */
  readonly done: number;
  readonly total: number;
}

/**
 * Long enough for the optimising compiler. A batch is thousands of times what the clock resolves, and so
 * short that on a busy CPU most batches still go undisturbed from end to end.
 */
export const usualMeasure: MeasureOptions = { warmupMs: 150, measureMs: 200, batchMs: 0.25 };

/**
 * The benchmarks of a version, found by a process that loads its files.
 * @throws LoadstoneError BENCH_FAILED, INTERRUPTED
 */
export async function listBenches(host: MicroHost, rootDir: string): Promise<readonly BenchName[]> {
  const { replies } = await runBenchProcess({
    ...{ cpus: undefined, journal: host.journal, signal: host.signal },
    request: { kind: 'list', rootDir },
    title: `The list of benchmarks of ${rootDir}`,
  });
  return replies.flatMap((reply) => (reply.kind === 'bench' ? [reply.bench] : []));
}

/**
 * Runs the plan. Its first failure ends it, since a comparison with gaps would look like a whole one.
 * @throws LoadstoneError BENCH_FAILED, INTERRUPTED
 */
export async function runMicro(options: MicroRunOptions): Promise<MicroReport> {
  const { host, plan, groups, seed, toleranceRatio } = options;
  const orders = Array.from({ length: groups }, (_, group) => orderGroup(plan, seed, group));
  const total = orders.reduce((sum, order) => sum + order.length, 0);
  const visits: MicroVisit[] = [];
  let cpus: readonly number[] | undefined;
  for (const [group, order] of orders.entries()) {
    for (const subject of order) {
      const { visit, placement } = await measureSubject(options, subject, group);
      visits.push(visit);
      cpus = placement.cpus;
      options.listen({ group, groups, done: visits.length, total });
    }
  }
  const files = plan.suites.flatMap(({ rows }) => rows.map((row) => findBench(row).file));
  const changed =
    host.thereDir === undefined
      ? new Set<string>()
      : findChangedBenches(host.hereDir, host.thereDir, files);
  return {
    formatVersion: 2,
    against: options.against ?? null,
    ...{ groups, seed, toleranceRatio, measure: options.measure },
    nodeVersion: process.version,
    cpus: cpus ?? null,
    suites: buildMicroSuites(plan, visits, toleranceRatio, changed),
    visits,
  };
}

async function measureSubject(
  { host, measure, services, against }: MicroRunOptions,
  { version, bench }: MicroSubject,
  group: number,
): Promise<{ visit: MicroVisit; placement: BenchAnswer['placement'] }> {
  const { file, suite, alternative } = bench;
  const rootDir = version === 'here' ? host.hereDir : (host.thereDir ?? host.hereDir);
  const origin = version === 'here' ? '' : ` of ${against?.ref ?? 'the other version'}`;
  const { replies, placement } = await runBenchProcess({
    request: { kind: 'measure', rootDir, file, alternative, services, options: measure },
    title: `The benchmark ${suite}/${alternative}${origin}`,
    ...{ cpus: host.cpus, journal: host.journal, signal: host.signal },
  });
  const time = replies.flatMap((reply) => (reply.kind === 'time' ? [reply.time] : []))[0];
  // A process that ended well has always told its time.
  if (time === undefined) throw new Error(`${suite}/${alternative} told no time`);
  return { visit: { group, version, suite, alternative, ...time }, placement };
}
