// Whether what stands twice in a record agrees: counts with their histograms, parts with their sum. A record in which it
// does not was changed or damaged after it was written, and no verdict is made from it.

import { countWrongWrites } from '../../reports/document/audit.ts';
import type { RequestCounts, TrialMeasurement } from '../drivers/driver.ts';
import type { AuditResult, FaultEpisodeRecord } from '../measurement/fault-records.ts';
import { countCoarseHistogram, countEncodedHistogram } from '../measurement/histogram-count.ts';
import type { RunRecord, SweepSliceRecord, TrialRecord } from '../measurement/records.ts';
import { requestOutcomes } from '../measurement/request-log.ts';

/** What does not agree, with its place, as the end of a sentence; undefined where all does. */
export function findSumProblem(record: RunRecord): string | undefined {
  switch (record.kind) {
    case 'trial':
      return findTrialProblem(record);
    case 'sweep-slice':
      return findSweepProblem(record);
    case 'fault-episode':
      return findEpisodeProblem(record);
    case 'fault-not-run':
      return record.audit && findAuditProblem(record.audit);
    default:
      return undefined;
  }
}

const ends = ['succeeded', 'failed', 'timedOut'] as const;
type Ends = Pick<RequestCounts, (typeof ends)[number]>;

function findTrialProblem(record: TrialRecord): string | undefined {
  const { slices, counts, measurement, parity } = record;
  const ofSlices = sumEnds(slices);
  const beyond = ends.find((end) => ofSlices[end] > counts[end]);
  if (beyond !== undefined)
    return `slices: ${ofSlices[beyond]} requests ${beyond}, more than the ${counts[beyond]} of counts`;
  if (new Set(slices.map(({ position }) => position)).size < slices.length)
    return 'slices: two have the same position';
  if (record.wrongBodies > record.checkedBodies)
    return `wrongBodies: ${record.wrongBodies}, more than the ${record.checkedBodies} checked`;
  if (parity !== undefined) {
    const reasons = Object.values(parity.reasons).reduce((sum, one) => sum + one, 0);
    if (parity.wrong > parity.compared || reasons !== parity.wrong)
      return `parity: ${parity.wrong} of ${parity.compared} are wrong, with reasons for ${reasons}`;
  }
  const dropped = measurement.timeline?.reduce((sum, interval) => sum + interval.dropped, 0) ?? 0;
  if (dropped > counts.dropped)
    return `measurement.timeline: ${dropped} requests dropped, more than the ${counts.dropped} of counts`;
  return (
    findVariantProblem(record) ??
    findMeasurementProblem(measurement) ??
    compareEnds('measurement.routes', sumEnds(measurement.routes), 'slices', ofSlices)
  );
}

function findSweepProblem(record: SweepSliceRecord): string | undefined {
  const { counts, measurement } = record;
  const ofRoutes = sumEnds(measurement.routes);
  const beyond = ends.find((end) => ofRoutes[end] > counts[end]);
  if (beyond !== undefined)
    return `measurement.routes: ${ofRoutes[beyond]} requests ${beyond}, more than the ${counts[beyond]} of counts`;
  return findVariantProblem(record) ?? findMeasurementProblem(measurement);
}

function findVariantProblem({
  variantId,
  measurement,
}: TrialRecord | SweepSliceRecord): string | undefined {
  if (measurement.variantId === variantId) return undefined;
  return `measurement.variantId: is ${JSON.stringify(measurement.variantId)} in a record of ${JSON.stringify(variantId)}`;
}

function findMeasurementProblem({
  routes,
  sendLateness,
  timeline,
}: TrialMeasurement): string | undefined {
  for (const [place, route] of routes.entries()) {
    const at = `measurement.routes[${place}]`;
    const problem =
      compareCount(`${at}.successLatency`, route.successLatency, route.succeeded) ??
      compareCount(`${at}.failureLatency`, route.failureLatency, route.failed + route.timedOut) ??
      (route.serviceTime === route.successLatency
        ? undefined
        : compareCount(`${at}.serviceTime`, route.serviceTime, route.succeeded));
    if (problem !== undefined) return problem;
  }
  if (sendLateness !== undefined) {
    const problem = compareCount('measurement.sendLateness', sendLateness, undefined);
    if (problem !== undefined) return problem;
  }
  return timeline && findTimelineProblem(timeline, routes);
}

function findTimelineProblem(
  timeline: NonNullable<TrialMeasurement['timeline']>,
  routes: TrialMeasurement['routes'],
): string | undefined {
  for (const [place, interval] of timeline.entries()) {
    const at = `measurement.timeline[${place}]`;
    const { succeeded, failed, timedOut, serviceTime, sendLateness } = interval;
    const problem =
      compareCount(`${at}.successLatency`, interval.successLatency, succeeded, 'coarse') ??
      compareCount(`${at}.failureLatency`, interval.failureLatency, failed + timedOut, 'coarse') ??
      (serviceTime && compareCount(`${at}.serviceTime`, serviceTime, succeeded, 'coarse')) ??
      (sendLateness && compareCount(`${at}.sendLateness`, sendLateness, undefined, 'coarse'));
    if (problem) return problem;
  }
  return compareEnds(
    'measurement.timeline',
    sumEnds(timeline),
    'measurement.routes',
    sumEnds(routes),
  );
}

/** @param wanted undefined where the number itself stands nowhere else */
function compareCount(
  where: string,
  text: string,
  wanted: number | undefined,
  kind: 'fine' | 'coarse' = 'fine',
): string | undefined {
  try {
    const found = kind === 'fine' ? countEncodedHistogram(text) : countCoarseHistogram(text);
    if (wanted === undefined || found === wanted) return undefined;
    return `${where}: holds ${found} latencies of ${wanted} requests`;
  } catch (thrown) {
    if (!(thrown instanceof RangeError)) throw thrown;
    return `${where}: ${thrown.message}`;
  }
}

function compareEnds(whatA: string, a: Ends, whatB: string, b: Ends): string | undefined {
  const end = ends.find((one) => a[one] !== b[one]);
  return end && `${whatA}: ${a[end]} requests ${end}, but ${b[end]} by ${whatB}`;
}

function sumEnds(parts: readonly Ends[]): Ends {
  const sum = (end: (typeof ends)[number]) => parts.reduce((total, part) => total + part[end], 0);
  return { succeeded: sum('succeeded'), failed: sum('failed'), timedOut: sum('timedOut') };
}

function findEpisodeProblem({
  requests,
  routes,
  counts,
  marks,
  audit,
}: FaultEpisodeRecord): string | undefined {
  const { injectedMs, appliedMs, healedMs, healEndedMs } = marks;
  if (injectedMs > appliedMs || appliedMs > healedMs || healedMs > healEndedMs)
    return 'marks: are not in the order of an episode';
  const bytes = (text: string) => Buffer.from(text, 'base64');
  const outcomes = bytes(requests.outcome);
  const count = outcomes.length;
  const hasEqual =
    bytes(requests.dueUs).length === 4 * count &&
    bytes(requests.responseUs).length === 4 * count &&
    bytes(requests.route).length === count &&
    (requests.user === undefined || bytes(requests.user).length === 4 * count);
  if (!hasEqual) return 'requests: the columns are not of equal length';
  if (outcomes.some((outcome) => outcome >= requestOutcomes.length))
    return 'requests.outcome: names an outcome that there is not';
  if (bytes(requests.route).some((route) => route >= routes.length))
    return 'requests.route: names a route that there is not';
  if (count !== counts.scheduled)
    return `requests: ${count} of them, but ${counts.scheduled} by counts`;
  const succeeded = outcomes.filter((outcome) => requestOutcomes[outcome] === 'succeeded').length;
  if (succeeded > counts.succeeded)
    return `requests.outcome: ${succeeded} succeeded, more than the ${counts.succeeded} of counts`;
  return findAuditProblem(audit);
}

/** What clients were told and is not in the data makes an audit violated, whatever its status says. */
function findAuditProblem(audit: AuditResult): string | undefined {
  const { status, staleness, invariants } = audit;
  const wrong = [
    ...[countWrongWrites(audit), ...invariants.map(({ violations }) => violations)],
    ...[staleness.beyondLimit, audit.findings.length],
  ].reduce((sum, one) => sum + one, 0);
  if (wrong > 0 && status !== 'violated')
    return `audit.status: is ${status}, with ${wrong} things wrong`;
  if (status === 'clean' && audit.acknowledged === 0)
    return 'audit.status: is clean, without a write that was acknowledged';
  if (staleness.staleReads > staleness.reads || staleness.beyondLimit > staleness.staleReads)
    return 'audit.staleness: has more stale reads than reads';
  return undefined;
}
