// A line for each episode of faults as it ends; on a terminal, a last line that says what is going on and how long it takes.

import { cutToWidth } from '../../reports/terminal/text.ts';
import { countOf } from '../count-of.ts';
import type { FaultEpisodeRecord, FaultNotRunRecord } from '../measurement/fault-records.ts';
import type { PlannedVariant } from '../plan/plan.ts';
import type { EpisodePlace, FaultRun, PlannedEpisode } from '../trial/faults/planned-episode.ts';
import type { TerminalIo } from './terminal-io.ts';
import { drawOver } from './terminal-text.ts';

export interface FaultProgress extends Pick<FaultRun, 'onBegin' | 'onEpisode'> {
  /** Takes the last line away. */
  close(): void;
}

interface FaultProgressOptions {
  readonly variants: readonly PlannedVariant[];
  /** Of an episode, until one has ended. */
  readonly expectedMs: number;
  readonly isQuiet: boolean;
  /** After an abort nothing is drawn over what the process says of it. */
  readonly signal: AbortSignal;
}

const redrawMs = 1_000;

/** Times are guesses from the episodes so far. */
export function createFaultProgress(options: FaultProgressOptions, io: TerminalIo): FaultProgress {
  const { variants, expectedMs, isQuiet, signal } = options;
  if (isQuiet) return { onBegin: () => {}, onEpisode: () => {}, close: () => {} };
  const nameOf = (variantId: string, faultId: string) =>
    `${variants.find(({ id }) => id === variantId)?.label ?? variantId} · ${faultId}`;
  const status = io.isErrTty ? createStatusLine(io, signal) : undefined;
  let beganMs = 0;
  const played: number[] = [];
  const usualMs = () =>
    played.length === 0 ? expectedMs : played.reduce((sum, ms) => sum + ms) / played.length;
  const onBegin = (episode: PlannedEpisode, { done, planned, left }: EpisodePlace) => {
    beganMs = performance.now();
    if (status === undefined) return;
    const name = nameOf(episode.variant.id, episode.fault.id);
    status.show(() => {
      const spentMs = performance.now() - beganMs;
      const leftMs = Math.max(0, usualMs() - spentMs) + left * usualMs();
      const spent = `${toSeconds(spentMs)} of about ${toSeconds(usualMs())} s`;
      return `${done} of ${planned} · ${name} · ${spent} · ${describeLeft(leftMs)}`;
    });
  };
  const onEpisode: FaultProgress['onEpisode'] = (record, { done, planned, left }) => {
    if (isPlayed(record)) played.push(performance.now() - beganMs);
    status?.clear();
    const rest = left > 0 && status === undefined ? ` (${describeLeft(left * usualMs())})` : '';
    const name = nameOf(record.variantId, record.faultId);
    io.err(`${done} of ${planned} · ${name}: ${describe(record)}${rest}`);
  };
  return { onBegin, onEpisode, close: () => status?.clear() };
}

/** One line below all others, drawn again each second. */
function createStatusLine(io: TerminalIo, signal: AbortSignal) {
  let timer: NodeJS.Timeout | undefined;
  let isDrawn = false;
  const erase = () => {
    const back = isDrawn && !signal.aborted ? drawOver(1) : '';
    isDrawn = false;
    return back;
  };
  const clear = () => {
    clearInterval(timer);
    timer = undefined;
    const back = erase();
    // A line without an end, which the next text takes up.
    if (back !== '') io.err(`${back}\u001b[1A`, 'drawing');
  };
  return {
    clear,
    show(render: () => string) {
      clearInterval(timer);
      const draw = () => {
        if (signal.aborted) return;
        io.err(`${erase()}${cutToWidth(render(), Math.max(20, io.widthColumns - 1))}`, 'drawing');
        isDrawn = true;
      };
      draw();
      timer = setInterval(draw, redrawMs);
    },
  };
}

/** Not one that could not be tried at all, which takes no time. */
function isPlayed(record: FaultEpisodeRecord | FaultNotRunRecord): boolean {
  return record.kind === 'fault-episode' || record.status === 'void';
}

function toSeconds(ms: number): number {
  return Math.ceil(ms / 1_000);
}

/** `about 40 s left`, `about 3 min left`. @param ms 0 or more */
function describeLeft(ms: number): string {
  const seconds = toSeconds(ms);
  return seconds < 100 ? `about ${seconds} s left` : `about ${Math.ceil(seconds / 60)} min left`;
}

function describe(record: FaultEpisodeRecord | FaultNotRunRecord): string {
  const wrong = `WRONG DATA: ${record.audit?.findings[0] ?? 'see the audit'}`;
  if (record.kind === 'fault-not-run') {
    const found = record.audit?.status === 'violated' ? `, ${wrong}` : '';
    return `${record.status === 'void' ? 'void' : 'not run'}: ${record.reason}${found}`;
  }
  const { scheduled, succeeded } = record.counts;
  const share = scheduled === 0 ? 0 : Math.floor((succeeded / scheduled) * 1000) / 10;
  const { status, acknowledged } = record.audit;
  const audit = {
    clean: `${countOf(acknowledged, 'write')}, none lost`,
    violated: wrong,
    unknown: 'writes not audited',
  }[status];
  return `${share}% of ${scheduled} requests succeeded, ${audit}`;
}
