// Figures about faults that several outputs use.
import { wrongWrites } from '../document/audit.ts';
import type { AmountFormat, FaultShare, FaultTime } from '../document/fault-metrics.ts';
import type { FaultAudit, FaultCell, FaultsReport } from '../document/faults.ts';
import { formatLatencyTick, formatNumber, formatShare, noFigure } from './quantity.ts';

/** `98.2 %`; a share that is nearly 1 keeps what tells it from 1. */
export function formatAvailability(share: FaultShare | null | undefined): string {
  return share === null || share === undefined ? noFigure : formatShare(share.ratio);
}

/** `[96.1 %, 99.0 %]`; nothing where there is no interval. */
export function formatShareInterval(share: FaultShare | null | undefined): string {
  if (share?.interval === null || share?.interval === undefined) return '';
  return `[${formatShare(share.interval.low)}, ${formatShare(share.interval.high)}]`;
}

/** `12 %`, `3.2 s`, `4.1×`. */
export function formatAmount(format: AmountFormat, value: number): string {
  const formats: Readonly<Record<AmountFormat, (value: number) => string>> = {
    share: formatShare,
    seconds: (s) => `${formatNumber(s)} s`,
    multiple: (times) => `${formatNumber(times)}×`,
  };
  return formats[format](value);
}

/** What a time over the groups says, without words: `open` has not ended, its text is the least that it is. */
export type FaultTimeReading =
  | { readonly kind: 'unknown' }
  | { readonly kind: 'zero' }
  | { readonly kind: 'known' | 'open'; readonly text: string };

/** Half of the groups censored, or more, leave the median open. */
export function readFaultTime(time: FaultTime): FaultTimeReading {
  const { medianMs, censored, groups, observedMs } = time;
  if (medianMs === 0) return { kind: 'zero' };
  if (medianMs !== null) return { kind: 'known', text: formatSpan(medianMs) };
  if (censored > 0 && censored * 2 >= groups) return { kind: 'open', text: formatSpan(observedMs) };
  return { kind: 'unknown' };
}

/** `2.4 s`, `> 8 s` where its end was not seen, `zero` where there was nothing of it. */
export function formatFaultTime(time: FaultTime, zero: string): string {
  const reading = readFaultTime(time);
  if (reading.kind === 'unknown') return noFigure;
  if (reading.kind === 'zero') return zero;
  return reading.kind === 'known' ? reading.text : `> ${reading.text}`;
}

/** `2.25 s · 2.5 s · > 8 s`: the groups in their order; `zero` for 0, `censored` ones with a sign before them. */
export function formatGroupTimes({ perGroupMs, censoredMs }: FaultTime): string {
  const open = [...censoredMs];
  return perGroupMs
    .map((ms) => (ms === null ? `> ${formatSpan(open.shift() ?? 0)}` : formatSpan(ms)))
    .join(' · ');
}

/** What an audit counts, the worst first. */
export const auditFigures = [...wrongWrites, 'brokenInvariants', 'staleReads'] as const;
export type AuditFigure = (typeof auditFigures)[number];

/** How often; for reads: those older than allowed. */
export function countAudited(audit: FaultAudit, figure: AuditFigure): number {
  if (figure === 'staleReads') return audit.staleness.beyondLimit;
  if (figure !== 'brokenInvariants') return audit[figure];
  return audit.brokenInvariants.reduce((sum, { violations }) => sum + violations, 0);
}

/** The cells of one fault in the order of the variants. */
export function selectCells(report: FaultsReport, faultId: string): readonly FaultCell[] {
  return report.cells.filter((cell) => cell.faultId === faultId);
}

/** `400 ms`, `2.4 s`; nothing at all is `0 s`. */
export function formatSpan(ms: number): string {
  if (ms === 0) return '0\u00a0s';
  return formatLatencyTick(ms * 1_000);
}
