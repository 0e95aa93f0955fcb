// From the server's record to what a truthful tool would have reported.
import type { SelftestCase } from './selftest-case.ts';
import type { ReportedFigures } from './subject.ts';
import type { ServedRequest, ServerRecord } from './truth-record.ts';

export interface TrueFigures {
  /** Latencies in rising order, µs. */
  readonly latenciesUs: readonly number[];
  /** Requests that reached the server on a connection that it had not closed. */
  readonly received: number;
  readonly succeeded: number;
  /** Whole answers by status, without those to refused requests. */
  readonly statusCounts: Readonly<Record<string, number>>;
  readonly broken: number;
  readonly hung: number;
  readonly connectionsAccepted: number;
  /** Requests whose client went away before the answer. */
  readonly abandoned: number;
  /** How far arrivals ever were ahead of or behind a uniform schedule, ms; undefined in a closed loop. */
  readonly paceErrorMs: number | undefined;
}

/** Computes the truth of one run. @param covers what the percentiles of the tool are of */
export function buildTrueFigures(
  selftestCase: SelftestCase,
  record: ServerRecord,
  covers: ReportedFigures['latencyCovers'],
): TrueFigures {
  const { requests } = record;
  const count = (outcome: ServedRequest['outcome']) =>
    requests.reduce((sum, request) => sum + (request.outcome === outcome ? 1 : 0), 0);
  const statusCounts: Record<string, number> = {};
  for (const { status } of requests) {
    if (status !== undefined) statusCounts[status] = (statusCounts[status] ?? 0) + 1;
  }
  return {
    latenciesUs: trueLatenciesUs(selftestCase, requests, covers),
    received: requests.length - count('refused'),
    succeeded: statusCounts[200] ?? 0,
    statusCounts,
    broken: count('broken'),
    hung: count('hung'),
    connectionsAccepted: record.connectionsAccepted,
    abandoned: count('abandoned'),
    paceErrorMs: paceErrorMs(selftestCase, requests),
  };
}

function trueLatenciesUs(
  selftestCase: SelftestCase,
  requests: readonly ServedRequest[],
  covers: ReportedFigures['latencyCovers'],
): readonly number[] {
  const measured = requests.filter(
    ({ status }) => status === 200 || (covers === 'answers' && status !== undefined),
  );
  const { load, behaviour } = selftestCase;
  const latencies =
    load.kind === 'open' && behaviour.trouble?.kind === 'stall'
      ? stalledScheduleUs(selftestCase.durationMs, load.rateRps, behaviour.trouble, measured)
      : measured.map(({ inServerUs }) => inServerUs ?? 0);
  return latencies.toSorted((a, b) => a - b);
}

/**
 * Latencies from the intended starts of a uniform schedule through a stall: what was due in it waited
 * until its end, whether it had been sent or not. The first arrival anchors the schedule.
 */
function stalledScheduleUs(
  durationMs: number,
  rateRps: number,
  stall: { readonly fromMs: number; readonly lengthMs: number },
  measured: readonly ServedRequest[],
): readonly number[] {
  const [fromUs, endUs] = [stall.fromMs * 1_000, (stall.fromMs + stall.lengthMs) * 1_000];
  const calm = measured.flatMap(({ arrivedUs, inServerUs = 0 }) =>
    arrivedUs < fromUs || arrivedUs >= endUs ? [inServerUs] : [],
  );
  const arrivals = Math.round((rateRps * durationMs) / 1_000);
  return Array.from({ length: calm.length === 0 ? 0 : arrivals }, (_, index) => {
    const dueUs = (index * 1e6) / rateRps;
    const calmUs = calm[index % calm.length] ?? 0;
    return dueUs >= fromUs && dueUs < endUs ? Math.max(endUs - dueUs, calmUs) : calmUs;
  });
}

function paceErrorMs(
  { load }: SelftestCase,
  requests: readonly ServedRequest[],
): number | undefined {
  if (load.kind !== 'open' || load.arrivals !== 'uniform') return undefined;
  return requests.reduce((worst, { arrivedUs }, index) => {
    const dueUs = (index * 1e6) / load.rateRps;
    return Math.max(worst, Math.abs(arrivedUs - dueUs) / 1_000);
  }, 0);
}

/** Value at a share of 0 to 1 of sorted values, shifted by some ranks; undefined where there is none. */
export function quantileUs(
  sorted: readonly number[],
  shareRatio: number,
  shiftRanks = 0,
): number | undefined {
  // The tiny subtraction undoes the rounding of, say, 0.07 * 100.
  const rank = Math.ceil(shareRatio * sorted.length - 1e-9) - 1 + shiftRanks;
  return sorted[Math.min(sorted.length - 1, Math.max(0, rank))];
}
