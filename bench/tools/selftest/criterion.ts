// The rules of the self-test: whether one reported figure is true.
import type { FloorReport } from '../../../reports/document/selftest.ts';
import type { CriterionName, SelftestCase } from './selftest-case.ts';
import { unseenAtEnd } from './selftest-case.ts';
import type { ReportedFigures } from './subject.ts';
import { quantileUs, type TrueFigures } from './true-figures.ts';

/**
 * Bounds of the percentiles: 2 % + 0.3 ms, to either side. Above the truth 1.5 times the floor is added: what
 * a client that does next to nothing sees too is the kernel's and the host's, not the driver's. The half is for
 * two runs of one client that differ by chance (floor.simulation.test.ts: by how often, and what is still caught).
 */
const toleranceRatio = 0.02;
const toleranceUs = 300;
const floorFactor = 1.5;

/** How far arrivals may be off their schedule; a budget burnt in bursts is hundreds of ms off. */
const paceBoundMs = 100;

/** A percentile of 99.9 says something from here on. */
const leastSamplesForP999 = 1_000;

/** What one criterion found, before noise and caveats are weighed. */
export interface Finding {
  readonly criterion: CriterionName;
  readonly kind: 'met' | 'missed' | 'not-reported';
  /** `optimistic`: a latency better than the truth; `pessimistic`: worse. */
  readonly direction: 'optimistic' | 'pessimistic' | 'count' | 'pace' | undefined;
  readonly trueValue: number | undefined;
  readonly reportedValue: number | undefined;
  /** How far past its bound a latency or an arrival is, µs; undefined for counts. */
  readonly excessUs?: number;
  /** True where the latency is past its bound but for a floor that is itself too high to judge by. */
  readonly restsOnHighFloor?: boolean;
}

export interface FindingInput {
  readonly selftestCase: SelftestCase;
  readonly truth: TrueFigures;
  readonly reported: ReportedFigures;
  /** Requests that a count may lack: 0 for a driver, those on their way at the end for a peer. */
  readonly countSlack: number;
  /** Undefined where it could not be measured: nothing is added to the bounds then. */
  readonly floor: FloorReport | undefined;
}

/** A floor above this is a host that no bound of 0.3 ms can be judged on, µs. */
const highestFloorUs = 1_000;

const shares = { p50: 0.5, p90: 0.9, p99: 0.99, p999: 0.999 } as const;

/** Judges one criterion; undefined where it can't be asked of so few requests. */
export function findCriterion(criterion: CriterionName, input: FindingInput): Finding | undefined {
  const { selftestCase, truth, reported, countSlack } = input;
  const { load } = selftestCase;
  const { p50Us, p90Us, p99Us, p999Us, samples } = reported.latency;
  switch (criterion) {
    case 'p50':
      return computePercentile(criterion, input, p50Us);
    case 'p90':
      return computePercentile(criterion, input, p90Us);
    case 'p99':
      return computePercentile(criterion, input, p99Us);
    case 'p999':
      return truth.latenciesUs.length < leastSamplesForP999
        ? undefined
        : computePercentile(criterion, input, p999Us);
    case 'samples':
      return findCount(criterion, answersOf(truth, reported), samples, {
        ...{ fewer: unseenAtEnd(load), more: 0 },
      });
    case 'succeeded':
      return findCount(criterion, truth.succeeded, reported.succeeded, within(countSlack));
    case 'statuses':
      return findStatuses(input);
    case 'failures': {
      const failures = truth.broken + errorAnswers(truth);
      return findCount(criterion, failures, reported.failed, within(countSlack));
    }
    case 'outage':
      return findCount(criterion, 1, sumKnown(reported.failed, reported.dropped), {
        ...{ fewer: 0, more: Number.POSITIVE_INFINITY },
      });
    case 'timeouts':
      // An answer that was too late on a busy machine is a time-out as well.
      return findCount(criterion, truth.hung, reported.timedOut, {
        ...{ fewer: countSlack, more: countSlack + truth.abandoned },
      });
    case 'tail':
      return computeTail(input);
    case 'accounted':
      return findAccounted(input);
    case 'demand':
      return findDemand(input);
    case 'pace':
      return findPace(input);
  }
}

function computePercentile(
  criterion: keyof typeof shares,
  { selftestCase, truth, reported, floor }: FindingInput,
  reportedUs: number | undefined,
): Finding {
  const share = shares[criterion];
  const trueUs = quantileUs(truth.latenciesUs, share);
  const base = { criterion, trueValue: trueUs, reportedValue: reportedUs };
  if (reportedUs === undefined) {
    const kind = reported.latency.samples === undefined ? 'not-reported' : 'missed';
    return { ...base, kind, direction: kind === 'missed' ? 'count' : undefined };
  }
  const ranks = ranksOff(selftestCase, truth, reported);
  const lowUs = quantileUs(truth.latenciesUs, share, -ranks) ?? 0;
  const highUs = quantileUs(truth.latenciesUs, share, ranks) ?? 0;
  const isOptimistic = reportedUs < lowUs * (1 - toleranceRatio) - toleranceUs;
  // Few samples make the upper tail uncertain by more than a rank; only lies are judged there.
  const floorUs = criterion === 'p999' ? 0 : (floor?.[`${criterion}Us`] ?? 0);
  const allowanceUs = floorFactor * floorUs;
  const excessUs = reportedUs - (highUs * (1 + toleranceRatio) + toleranceUs + allowanceUs);
  const isPessimistic = criterion !== 'p999' && excessUs > 0;
  if (!isOptimistic && !isPessimistic) {
    const restsOnHighFloor = floorUs > highestFloorUs && excessUs + allowanceUs > 0;
    return restsOnHighFloor
      ? { ...base, kind: 'missed', direction: 'pessimistic', restsOnHighFloor }
      : { ...base, kind: 'met', direction: undefined };
  }
  return isOptimistic
    ? { ...base, kind: 'missed', direction: 'optimistic' }
    : { ...base, kind: 'missed', direction: 'pessimistic', excessUs };
}

/** A percentile may be off by as many ranks as latencies are missing, and by one for rounding. */
function ranksOff({ load }: SelftestCase, truth: TrueFigures, reported: ReportedFigures): number {
  const most = unseenAtEnd(load);
  const { samples } = reported.latency;
  if (samples === undefined) return most;
  return 1 + Math.min(most, Math.max(0, answersOf(truth, reported) - samples));
}

interface Bounds {
  readonly fewer: number;
  readonly more: number;
}

const within = (slack: number): Bounds => ({ fewer: slack, more: slack });

function findCount(
  criterion: CriterionName,
  trueValue: number,
  reportedValue: number | undefined,
  bounds: Bounds,
): Finding {
  const base = { criterion, trueValue, reportedValue };
  if (reportedValue === undefined) return { ...base, kind: 'not-reported', direction: undefined };
  const isMet =
    reportedValue >= trueValue - bounds.fewer && reportedValue <= trueValue + bounds.more;
  return isMet
    ? { ...base, kind: 'met', direction: undefined }
    : { ...base, kind: 'missed', direction: 'count' };
}

/** The status that is furthest off stands for all of them. */
function findStatuses({ truth, reported, countSlack }: FindingInput): Finding {
  const { statusCounts } = reported;
  if (statusCounts === undefined) return findCount('statuses', 0, undefined, within(0));
  const statuses = new Set([...Object.keys(truth.statusCounts), ...Object.keys(statusCounts)]);
  const pairs = [...statuses].map((status) => ({
    trueCount: truth.statusCounts[status] ?? 0,
    reportedCount: statusCounts[status] ?? 0,
  }));
  const error = (pair: (typeof pairs)[number]) => Math.abs(pair.reportedCount - pair.trueCount);
  const worst = pairs.toSorted((a, b) => error(b) - error(a))[0];
  return findCount(
    'statuses',
    worst?.trueCount ?? 0,
    worst?.reportedCount ?? 0,
    within(countSlack),
  );
}

function findAccounted({ selftestCase, truth, reported, countSlack }: FindingInput): Finding {
  const { load, behaviour } = selftestCase;
  // Arrivals of an open loop that were dropped, and the first request after each unannounced
  // closing, need not reach the server.
  const lostOnClosing = behaviour.trouble?.kind === 'close-after' ? truth.connectionsAccepted : 0;
  return findCount('accounted', truth.received, sumAll(reported), {
    fewer: countSlack,
    more: load.kind === 'closed' ? countSlack + lostOnClosing : Number.POSITIVE_INFINITY,
  });
}

/** Where requests timed out, some latency must be as long as the time-out. */
function computeTail({ selftestCase, truth, reported }: FindingInput): Finding | undefined {
  if (truth.hung === 0) return undefined;
  const trueValue = selftestCase.requestTimeoutMs * 1_000;
  const reportedValue = reported.longestUs;
  const base = { criterion: 'tail', trueValue, reportedValue } as const;
  if (reportedValue === undefined) return { ...base, kind: 'not-reported', direction: undefined };
  return reportedValue >= trueValue * (1 - toleranceRatio)
    ? { ...base, kind: 'met', direction: undefined }
    : { ...base, kind: 'missed', direction: 'optimistic' };
}

function findDemand({ selftestCase, reported, countSlack }: FindingInput): Finding | undefined {
  const { load, durationMs } = selftestCase;
  if (load.kind !== 'open') return undefined;
  const due = Math.round((load.rateRps * durationMs) / 1_000);
  // A uniform schedule has a random phase, so that one arrival may fall out at either end.
  return findCount('demand', due, sumAll(reported), {
    ...{ fewer: countSlack + 1, more: Number.POSITIVE_INFINITY },
  });
}

function findPace({ truth }: FindingInput): Finding | undefined {
  const { paceErrorMs } = truth;
  if (paceErrorMs === undefined) return undefined;
  const base = { criterion: 'pace', trueValue: 0, reportedValue: paceErrorMs } as const;
  return paceErrorMs <= paceBoundMs
    ? { ...base, kind: 'met', direction: undefined }
    : {
        ...base,
        kind: 'missed',
        direction: 'pace',
        excessUs: (paceErrorMs - paceBoundMs) * 1_000,
      };
}

function answersOf(truth: TrueFigures, reported: ReportedFigures): number {
  return truth.succeeded + (reported.latencyCovers === 'answers' ? errorAnswers(truth) : 0);
}

function errorAnswers(truth: TrueFigures): number {
  return Object.values(truth.statusCounts).reduce((sum, count) => sum + count, -truth.succeeded);
}

function sumAll(reported: ReportedFigures): number | undefined {
  const { succeeded, failed, timedOut, inFlightAtEnd, dropped } = reported;
  return sumKnown(succeeded, failed, timedOut, inFlightAtEnd, dropped);
}

function sumKnown(...values: readonly (number | undefined)[]): number | undefined {
  const known = values.filter((value) => value !== undefined);
  return known.length === 0 ? undefined : known.reduce((sum, value) => sum + value, 0);
}
