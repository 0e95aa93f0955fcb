// Turns what driver and probes gave into the records that are written down. Pure.

import type { Message } from '../../reports/document/message.ts';
import { dropDoubles } from '../../reports/document/messages/message.ts';
import type {
  Load,
  RequestCounts,
  SliceOutcome,
  SpeedChecks,
  TrialMeasurement,
} from '../drivers/driver.ts';
import { addReasons } from '../drivers/recording/slice-recorder.ts';
import type {
  ExerciseRecord,
  PageVisits,
  ParityCount,
  ResourceUse,
  SliceRecord,
  TrialRecord,
} from '../measurement/records.ts';
import type { MarkedCaches } from './cache-marks.ts';

/** Readings around one slice; undefined where not measurable. */
export interface SliceUse {
  readonly serviceCpuNs: number | undefined;
  readonly foreignCpuRatio: number | undefined;
  readonly stealRatio: number | undefined;
  readonly elapsedNs: number;
  /** By the account of the service; undefined where it offers none. */
  readonly serviceEventLoopDelayP99Us?: number | undefined;
}

/** Readings around all slices of a variant. */
export interface TrialUse {
  readonly resources: ResourceUse;
  /** Requests that the service itself counted; undefined where it offers no counter. */
  readonly serviceCountedRequests: number | undefined;
  /** Undefined where nothing is looked at. */
  readonly exercise?: ExerciseRecord | undefined;
}

export interface MeasuredSlice {
  readonly record: SliceRecord;
  readonly outcome: SliceOutcome;
}

export function buildSliceRecord(
  position: number,
  durationMs: number,
  outcome: SliceOutcome,
  use: SliceUse,
): SliceRecord {
  const { succeeded, failed, timedOut } = outcome.windowCounts;
  return {
    ...{ position, succeeded, failed, timedOut },
    windowUs: outcome.windowUs,
    latencyP50Us: outcome.latencyP50Us,
    serviceCpuNs: use.serviceCpuNs,
    foreignCpuRatio: use.foreignCpuRatio,
    stealRatio: use.stealRatio,
    generatorCpuRatio: use.elapsedNs > 0 ? findBusiestNs(outcome) / use.elapsedNs : undefined,
    // Drivers give 0 where a slice was too short or the generator has no event loop: that is not known.
    generatorEventLoopDelayP99Us: outcome.generatorEventLoopDelayP99Us || undefined,
    ...(outcome.generators && { generators: outcome.generators }),
    ...(use.serviceEventLoopDelayP99Us !== undefined && {
      serviceEventLoopDelayP99Us: use.serviceEventLoopDelayP99Us,
    }),
    drainMs: Math.max(0, use.elapsedNs / 1e6 - durationMs),
  };
}

/** CPU of the generator, of several processes that of the one that used most, ns. */
export function findBusiestNs({ generators, generatorCpuNs }: SliceOutcome): number {
  if (generators === undefined) return generatorCpuNs;
  return Math.max(...generators.map(({ cpuNs }) => cpuNs));
}

/** What visiting pages gave of one variant, or why there was none. */
export interface VariantPages {
  readonly visits?: PageVisits;
  readonly missing?: Message;
}

export interface TrialParts {
  readonly group: number;
  readonly scenario: string;
  readonly loadId: string;
  readonly variantId: string;
  readonly load: Load;
  readonly slices: readonly MeasuredSlice[];
  readonly measurement: TrialMeasurement;
  readonly use: TrialUse;
  readonly parity?: ParityCount | undefined;
  readonly caches: MarkedCaches | undefined;
  /** Absent where no page is to be visited. */
  readonly pages?: VariantPages | undefined;
}

/** Resources are divided by every request that the service finished between the two readings. */
export function buildTrialRecord(parts: TrialParts): TrialRecord {
  const outcomes = parts.slices.map(({ outcome }) => outcome);
  const counts = sumCounts(outcomes.map((outcome) => outcome.sliceCounts));
  const { group, scenario, loadId, variantId, measurement } = parts;
  return {
    ...{ kind: 'trial', group, scenario, loadId, variantId, counts, measurement },
    slices: parts.slices.map(({ record }) => record),
    failureReasons: addReasons(outcomes.map((outcome) => outcome.failureReasons)),
    checkedBodies: sum(outcomes.map((outcome) => outcome.checkedBodies)),
    wrongBodies: sum(outcomes.map((outcome) => outcome.wrongBodies)),
    ...(parts.parity !== undefined && { parity: parts.parity }),
    connectionsOpened: sum(outcomes.map((outcome) => outcome.connectionsOpened)),
    ...sumWhereKnown(outcomes, 'connectionsRenewed'),
    ...sumWhereKnown(outcomes, 'resentRequests'),
    resources: parts.use.resources,
    resourceRequests: parts.use.serviceCountedRequests ?? counts.succeeded + counts.failed,
    serviceCountedRequests: parts.use.serviceCountedRequests,
    ...(parts.use.exercise !== undefined && { exercise: parts.use.exercise }),
    ...sumScriptFigures(outcomes),
    ...(parts.caches && { cacheAtStart: parts.caches.start, cacheAtEnd: parts.caches.end }),
    ...(parts.pages?.visits && { pages: parts.pages.visits }),
    caveats: dropDoubles([
      ...outcomes.flatMap((outcome) => outcome.caveats),
      ...(parts.pages?.missing === undefined ? [] : [parts.pages.missing]),
    ]),
  };
}

/** What only a k6 script of the user's own has. */
function sumScriptFigures(
  outcomes: readonly SliceOutcome[],
): Pick<TrialRecord, 'arrivals' | 'speedChecks'> {
  const arrivals = outcomes.flatMap((outcome) => outcome.arrivals ?? []);
  const total: Record<string, SpeedChecks[string]> = {};
  for (const [name, { made, missed }] of outcomes.flatMap(({ speedChecks = {} }) =>
    Object.entries(speedChecks),
  )) {
    const before = total[name] ?? { made: 0, missed: 0 };
    total[name] = { made: before.made + made, missed: before.missed + missed };
  }
  return {
    ...(arrivals.length > 0 && { arrivals: sum(arrivals) }),
    ...(Object.keys(total).length > 0 && { speedChecks: total }),
  };
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}

/** Nothing where one slice does not tell: a part of a sum is no sum. */
function sumWhereKnown<K extends 'connectionsRenewed' | 'resentRequests'>(
  outcomes: readonly SliceOutcome[],
  key: K,
): { readonly [Key in K]?: number } {
  const known = outcomes.flatMap((outcome) => outcome[key] ?? []);
  if (known.length < outcomes.length || known.length === 0) return {};
  return { [key]: sum(known) } as { readonly [Key in K]: number };
}

export function sumCounts(all: readonly RequestCounts[]): RequestCounts {
  return {
    scheduled: sum(all.map((counts) => counts.scheduled)),
    succeeded: sum(all.map((counts) => counts.succeeded)),
    failed: sum(all.map((counts) => counts.failed)),
    timedOut: sum(all.map((counts) => counts.timedOut)),
    inFlightAtEnd: sum(all.map((counts) => counts.inFlightAtEnd)),
    dropped: sum(all.map((counts) => counts.dropped)),
  };
}
