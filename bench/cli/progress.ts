// Shows a run as it goes: a live table on a terminal, plain lines elsewhere.

import { type ProgressState, renderProgress } from '../../reports/terminal/progress.ts';
import { countOf } from '../count-of.ts';
import type { TrialEvent, TrialListener } from '../trial/trial-event.ts';
import type { OpenedRun } from './opened-run.ts';
import { createProgressTracker, findVariantLabel } from './progress-tracker.ts';
import { type TerminalIo, wantsColour } from './terminal-io.ts';
import { drawOver } from './terminal-text.ts';

export interface Progress {
  readonly listen: TrialListener;
  /** Ends the redrawing but leaves what stands on the screen. */
  pause(): void;
  close(): void;
}

const redrawMs = 250;
const heartbeatMs = 30_000;

export function showProgress(run: OpenedRun, isQuiet: boolean, io: TerminalIo): Progress {
  if (isQuiet) return { listen: () => {}, pause: () => {}, close: () => {} };
  const { variants } = run.planned.plan;
  const labelOf = (id: string) => findVariantLabel(variants, id);
  const tracker = createProgressTracker(
    run.planned,
    run.earlier.endedGroups.size,
    performance.now(),
  );
  const readState = () => tracker.readState(run.folder.id, performance.now());
  return io.isErrTty
    ? showLive(tracker.listen, readState, io)
    : showLines(tracker.listen, readState, labelOf, io);
}

function showLive(track: TrialListener, readState: () => ProgressState, io: TerminalIo): Progress {
  let drawnLines = 0;
  const draw = () => {
    const text = renderProgress(readState(), io.widthColumns, wantsColour(io, true));
    const lines = text.trimEnd().split('\n');
    // Up to the first line of the last drawing, and clear from there: nothing flickers or stays behind.
    io.err(`${drawOver(drawnLines)}${lines.join('\n')}\n`, 'drawing');
    drawnLines = lines.length;
  };
  let timer: NodeJS.Timeout | undefined = setInterval(draw, redrawMs);
  const pause = () => {
    if (timer === undefined) return;
    clearInterval(timer);
    timer = undefined;
    draw();
  };
  return { listen: track, pause, close: pause };
}

function showLines(
  track: TrialListener,
  readState: () => ProgressState,
  labelOf: (variantId: string) => string,
  io: TerminalIo,
): Progress {
  let lastLineMs = performance.now();
  const say = (text: string) => {
    lastLineMs = performance.now();
    io.err(text);
  };
  const beat = setInterval(() => {
    if (performance.now() - lastLineMs >= heartbeatMs) say(`… ${describeState(readState())}`);
  }, 1_000);
  const listen = (event: TrialEvent) => {
    track(event);
    const text = describeEvent(event, readState(), labelOf);
    if (text !== undefined) say(text);
  };
  const close = () => clearInterval(beat);
  return { listen, pause: close, close };
}

function describeEvent(
  event: TrialEvent,
  state: ProgressState,
  labelOf: (variantId: string) => string,
): string | undefined {
  switch (event.kind) {
    case 'preparing':
    case 'note':
      return event.text;
    case 'variant-not-run':
      return `${labelOf(event.variantId)}: not run. ${event.reason}`;
    case 'group-ended': {
      const how = event.status === 'valid' ? 'valid' : `void: ${event.voidReason ?? ''}`;
      return `group ${event.group + 1} of ${state.groupsPlanned}: ${how} (${(event.elapsedMs / 1000).toFixed(1)} s) · ${describeState(state)}`;
    }
    case 'group-started':
    case 'launching':
    case 'warming-up':
    case 'slice-ended':
      return undefined;
  }
}

function describeState(state: ProgressState): string {
  const left = state.etaMs === undefined ? '' : `, about ${Math.ceil(state.etaMs / 1000)} s left`;
  return `${state.groupsDone} of ${countOf(state.groupsPlanned, 'group')}, ${Math.round(state.elapsedMs / 1000)} s${left}`;
}
