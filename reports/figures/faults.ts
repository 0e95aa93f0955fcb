// Sentences and figures about faults that several outputs use.
import type {
  FaultAudit,
  FaultCell,
  FaultSettings,
  FaultShare,
  FaultsReport,
  FaultTime,
} from '../schema/faults.ts';
import { formatCount, formatLatencyTick, formatNumber, formatShare, noFigure } from './quantity.ts';

/** `98.2 %`; a share that is nearly 1 keeps what tells it from 1. */
export function formatAvailability(share: FaultShare | null | undefined): string {
  return share === null || share === undefined ? noFigure : formatShare(share.ratio);
}

/** `[96.1 %, 99.0 %]`; nothing where there is no interval. */
export function formatShareInterval(share: FaultShare | null | undefined): string {
  if (share?.interval === null || share?.interval === undefined) return '';
  return `[${formatShare(share.interval.low)}, ${formatShare(share.interval.high)}]`;
}

/** `2.4 s`, `> 8 s` where its end was not seen, `none` where it never began. */
export function formatFaultTime(time: FaultTime | null | undefined, never = 'none'): string {
  if (time === null || time === undefined || time.groups === 0) return noFigure;
  const { medianMs, censored, groups, observedMs, perGroupMs } = time;
  if (medianMs !== null) return medianMs === 0 ? 'at once' : formatSpan(medianMs);
  if (censored * 2 >= groups && censored > 0) return `> ${formatSpan(observedMs)}`;
  return perGroupMs.every((ms) => ms === null) ? never : noFigure;
}

/** What holds for every episode, one sentence. */
export function describeFaultSettings(settings: FaultSettings): string {
  const { rateRps, arrivals, beforeMs, duringMs, afterMs, goodWithinMs, scenario } = settings;
  const rate = rateRps === null ? '' : `${formatNumber(rateRps)} requests/s (open, ${arrivals}), `;
  return `${scenario}: ${rate}${formatSpan(beforeMs)} before, ${formatSpan(duringMs)} broken, ${formatSpan(afterMs)} after; good is a right answer within ${formatSpan(goodWithinMs)}.`;
}

/** The audit in one sentence, worst first. */
export function describeAudit(audit: FaultAudit): string {
  if (audit.status === 'unknown') return `Writes were not audited: ${audit.reason ?? 'no write'}.`;
  const told = `${formatCount(audit.acknowledged)} writes acknowledged`;
  const wrong = listWrong(audit);
  const unsure = `${formatCount(audit.indeterminate)} without a certain answer`;
  if (wrong.length === 0) return `${told}: none lost, none doubled (${unsure}).`;
  return `Wrong data: of ${told}, ${wrong.join(', ')} (${unsure}).`;
}

/** What is wrong, each with its count; empty for a clean audit. */
export function listWrong(audit: FaultAudit): readonly string[] {
  const counts = [
    [audit.lost, 'lost'],
    [audit.duplicated, 'doubled'],
    [audit.phantom, 'made up'],
    [audit.resurrected, 'there though refused'],
    [audit.wrongAmount, 'with another amount'],
    [audit.lostUpdates, 'overwritten'],
    [audit.staleness.beyondLimit, 'reads older than allowed'],
  ] as const;
  return [
    ...counts.flatMap(([count, what]) => (count > 0 ? [`${formatCount(count)} ${what}`] : [])),
    ...audit.brokenInvariants.map(({ name, violations }) => `${name} broken ${violations} times`),
  ];
}

/** The cells of one fault in the order of the variants. */
export function selectCells(report: FaultsReport, faultId: string): readonly FaultCell[] {
  return report.cells.filter((cell) => cell.faultId === faultId);
}

/** `400 ms`, `2.4 s`. */
export function formatSpan(ms: number): string {
  return formatLatencyTick(ms * 1_000);
}
