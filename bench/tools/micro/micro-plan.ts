// Which benchmarks run and against what: a pure function of what both versions have. Order is seeded.

import type { VersionName } from '../../../reports/document/micro.ts';
import { LoadstoneError } from '../../errors.ts';
import { buildSliceOrder } from '../../plan/order.ts';
import { buildGenerator, shuffle } from '../../plan/random.ts';
import type { BenchName } from './child-protocol.ts';
import type { MicroNeed } from './suite.ts';

/** A benchmark of one version: what a process measures. */
export interface MicroSubject {
  readonly version: VersionName;
  readonly bench: BenchName;
}

/** A line of the result: the benchmark of this version, of the other, or of both. */
export interface PlannedRow {
  readonly here: BenchName | undefined;
  readonly there: BenchName | undefined;
  /** Why it is not run; undefined where it is. */
  readonly notRunReason: string | undefined;
}

export interface PlannedSuite {
  readonly name: string;
  readonly rows: readonly PlannedRow[];
}

export interface MicroPlan {
  readonly isAgainst: boolean;
  readonly suites: readonly PlannedSuite[];
}

export interface MicroPlanInput {
  readonly here: readonly BenchName[];
  /** Undefined where the alternatives of this version are compared with each other. */
  readonly there: readonly BenchName[] | undefined;
  /** Part of `suite/alternative`, with `*` for anything; undefined takes all. */
  readonly only: string | undefined;
}

/**
 * @throws LoadstoneError SELECTION_EMPTY where no benchmark matches, BENCH_INVALID for two of one name
 */
export function buildMicroPlan({ here, there, only }: MicroPlanInput): MicroPlan {
  const own = indexBenches(here);
  const other = indexBenches(there ?? []);
  const ids = [...new Set([...own.keys(), ...other.keys()])];
  const matches = buildMatcher(only);
  const chosen = ids.filter(matches);
  if (chosen.length === 0) throw buildEmptyError(only, [...own.values()]);
  const rows = chosen.map((id): PlannedRow => {
    return { here: own.get(id), there: other.get(id), notRunReason: undefined };
  });
  const suites = [...Map.groupBy(rows, (row) => findBench(row).suite)];
  return {
    isAgainst: there !== undefined,
    suites: suites.map(([name, suiteRows]) => ({
      name,
      rows: there === undefined ? addBaseline(suiteRows, here) : suiteRows,
    })),
  };
}

/** The benchmark of a row, this version's where both have it. */
export function findBench({ here, there }: PlannedRow): BenchName {
  const bench = here ?? there;
  if (bench === undefined) throw new RangeError('a row without a benchmark');
  return bench;
}

function indexBenches(benches: readonly BenchName[]): ReadonlyMap<string, BenchName> {
  const byId = new Map<string, BenchName>();
  for (const bench of benches) {
    const id = `${bench.suite}/${bench.alternative}`;
    const earlier = byId.get(id);
    if (earlier !== undefined) {
      const message = `${earlier.file} and ${bench.file} both have a benchmark ${id}.`;
      throw new LoadstoneError('BENCH_INVALID', message);
    }
    byId.set(id, bench);
  }
  return byId;
}

function buildMatcher(only: string | undefined): (id: string) => boolean {
  if (only === undefined) return () => true;
  const parts = only.split('*').map((part) => part.replaceAll(/[.+?^${}()|[\]\\]/g, '\\$&'));
  const pattern = new RegExp(parts.join('.*'), 'i');
  return (id) => pattern.test(id);
}

function buildEmptyError(only: string | undefined, benches: readonly BenchName[]): LoadstoneError {
  const names = [...new Set(benches.map(({ suite }) => suite))].join(', ');
  return new LoadstoneError('SELECTION_EMPTY', `no benchmark matches '${only ?? ''}'`, {
    hint: names === '' ? 'This version has no benchmarks.' : `There are the suites ${names}.`,
  });
}

/** An alternative that was chosen alone still needs what it is compared with; it comes first. */
function addBaseline(rows: readonly PlannedRow[], here: readonly BenchName[]): PlannedRow[] {
  const { suite } = rows[0]?.here ?? {};
  const baseline = here.find((bench) => bench.suite === suite && bench.isBaseline);
  const others = rows.filter((row) => row.here !== baseline);
  return [{ here: baseline, there: undefined, notRunReason: undefined }, ...others];
}

/** What the benchmarks of a plan need, in both versions. */
export function listNeeds({ suites }: MicroPlan): ReadonlySet<MicroNeed> {
  const benches = suites.flatMap(({ rows }) => rows).flatMap(({ here, there }) => [here, there]);
  return new Set(benches.flatMap((bench) => bench?.needs ?? []));
}

/** The plan without what cannot run, with the reason in its place. */
export function leaveOut(plan: MicroPlan, reasons: ReadonlyMap<MicroNeed, string>): MicroPlan {
  const judge = (row: PlannedRow): PlannedRow => {
    const needs = [row.here?.needs, row.there?.needs].filter((need) => need !== undefined);
    const notRunReason = needs.map((need) => reasons.get(need)).find((reason) => reason);
    return { ...row, notRunReason };
  };
  const suites = plan.suites.map((suite) => ({ ...suite, rows: suite.rows.map(judge) }));
  return { ...plan, suites };
}

/**
 * What is compared with each other, and so runs close together: the alternatives of a suite, or both
 * versions of one benchmark.
 */
function listBlocks({ isAgainst, suites }: MicroPlan): readonly (readonly MicroSubject[])[] {
  const blocks = suites.flatMap(({ rows }) => {
    const subjects = rows
      .filter(({ notRunReason }) => notRunReason === undefined)
      .map((row) => [
        ...(row.here === undefined ? [] : [{ version: 'here' as const, bench: row.here }]),
        ...(row.there === undefined ? [] : [{ version: 'there' as const, bench: row.there }]),
      ]);
    return isAgainst ? subjects : [subjects.flat()];
  });
  return blocks.filter((block) => block.length > 0);
}

/**
 * The processes of one group: its blocks in random order, each a random permutation and its reverse
 * (ABBA or BAAB for two), so that a linear drift of the machine cancels out.
 */
export function orderGroup(plan: MicroPlan, seed: number, group: number): readonly MicroSubject[] {
  const generator = buildGenerator(seed, 'micro', group);
  return shuffle(listBlocks(plan), generator).flatMap((block) => {
    const places = block.map((_, index) => String(index));
    return buildSliceOrder(places, 2, generator).map((place) => block[Number(place)]!);
  });
}
