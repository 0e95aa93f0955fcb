// Shows a run as it goes: a live table on a terminal, plain lines elsewhere.

import { countOf } from '../../reports/document/messages/count.ts';
import type { ResultDocument } from '../../reports/document/result.ts';
import {
  type ProgressRow,
  type ProgressState,
  renderProgress,
} from '../../reports/terminal/progress.ts';
import type { SliceOutcome } from '../drivers/driver.ts';
import type { PlannedVariant } from '../plan/plan.ts';
import type { TrialEvent, TrialListener } from '../trial/trial-context.ts';
import type { OpenedRun } from './opened-run.ts';
import type { PlannedRun } from './selection.ts';
import { createSoFar } from './so-far.ts';
import { drawOver, type TerminalIo, wantsColour } from './terminal-io.ts';

interface Progress {
  readonly listen: TrialListener;
  /** Ends the redrawing but leaves what stands on the screen. */
  pause(): void;
  close(): void;
}

const redrawMs = 250;
const heartbeatMs = 30_000;

/** What is asked while a run goes on. */
interface ProgressOptions {
  readonly isQuiet: boolean;
  /** False where variants are not compared, as in a sweep. */
  readonly isComparison: boolean;
}

export function showProgress(
  run: OpenedRun,
  { isQuiet, isComparison }: ProgressOptions,
  io: TerminalIo,
): Progress {
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
    ? showLive(tracker.listen, isComparison ? judgeOnTheWay(run, readState) : { readState }, io)
    : showLines(tracker.listen, readState, labelOf, io);
}

interface LiveSource {
  readonly readState: () => ProgressState;
  readonly endGroup?: () => void;
}

/** Between groups, where nothing is measured, what there is so far is judged. */
function judgeOnTheWay(run: OpenedRun, readState: () => ProgressState): LiveSource {
  const judged = createSoFar(run);
  return {
    endGroup: judged.endGroup,
    readState: () => addDifferences(readState(), judged.read()),
  };
}

/** Of the scenario that the verdict would be about, or the first one. */
export function addDifferences(
  state: ProgressState,
  soFar: ResultDocument | undefined,
): ProgressState {
  const scenario = soFar?.scenarios[soFar.headline.scenarioIndex ?? 0];
  if (scenario === undefined) return state;
  const { primaryMetric: metric, cells, load } = scenario;
  const comparisons = new Map(
    cells.map(({ variantId, comparisons }) => [
      variantId,
      comparisons.find((comparison) => comparison.metric === metric),
    ]),
  );
  const groups = Math.max(0, ...[...comparisons.values()].map((found) => found?.groups ?? 0));
  if (groups === 0) return state;
  return {
    ...state,
    judged: { ...{ scenario: scenario.scenario, loadId: load.id, metric }, groups },
    rows: state.rows.map((row) => ({ ...row, comparison: comparisons.get(row.variantId) })),
  };
}

function showLive(
  track: TrialListener,
  { readState, endGroup }: LiveSource,
  io: TerminalIo,
): Progress {
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
  const listen = (event: TrialEvent) => {
    track(event);
    if (event.kind === 'group-ended') endGroup?.();
  };
  return { listen, pause, close: pause };
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
  const left =
    state.etaMs === undefined || state.groupsDone >= state.groupsPlanned
      ? ''
      : state.etaMs > 0
        ? `, about ${Math.ceil(state.etaMs / 1000)} s left`
        : ', longer than expected';
  return `${state.groupsDone} of ${countOf(state.groupsPlanned, 'group')}, ${Math.round(state.elapsedMs / 1000)} s${left}`;
}

/** What was seen of a variant, all scenarios together: enough for a glance, no result. */
interface VariantSoFar {
  succeeded: number;
  finished: number;
  windowUs: number;
  slices: number;
  latencyP50sUs: number[];
}

/** The name that errors and reports call a variant by. */
export function findVariantLabel(
  variants: readonly Pick<PlannedVariant, 'id' | 'label'>[],
  variantId: string,
): string {
  return variants.find(({ id }) => id === variantId)?.label ?? variantId;
}

interface ProgressTracker {
  readonly listen: TrialListener;
  readState(runId: string, nowMs: number): ProgressState;
}

const messagesKept = 4;

export function createProgressTracker(
  planned: PlannedRun,
  groupsDoneBefore: number,
  startedMs: number,
): ProgressTracker {
  const { plan } = planned;
  const variants = new Map<string, VariantSoFar>(
    plan.variants.map(({ id }) => [
      id,
      { succeeded: 0, finished: 0, windowUs: 0, slices: 0, latencyP50sUs: [] },
    ]),
  );
  const notRun = new Set<string>();
  const messages: string[] = [];
  const groupsElapsedMs: number[] = [];
  let phase = 'starting';
  let activeVariantId: string | undefined;
  let groupsDone = groupsDoneBefore;
  let groupsVoid = 0;
  let groupStartedMs = startedMs;

  const listen = (event: TrialEvent): void => {
    switch (event.kind) {
      case 'preparing':
        phase = event.text;
        return;
      case 'note':
        messages.push(event.text);
        return;
      case 'variant-not-run':
        notRun.add(event.variantId);
        messages.push(
          `${findVariantLabel(plan.variants, event.variantId)}: not run. ${event.reason.split('\n')[0]}`,
        );
        return;
      case 'group-started':
        phase = `group ${event.group + 1}: starting`;
        groupStartedMs = performance.now();
        return;
      case 'launching':
        phase = `group ${event.group + 1}: starting services`;
        activeVariantId = event.variantId;
        return;
      case 'warming-up':
        phase = `group ${event.group + 1}: ${event.scenario}, warm-up`;
        activeVariantId = event.variantId;
        return;
      case 'slice-ended':
        phase = `group ${event.group + 1}: ${event.scenario}, measuring`;
        activeVariantId = event.outcome.variantId;
        addOutcome(variants.get(event.outcome.variantId), event.outcome);
        return;
      case 'group-ended':
        phase = `group ${event.group + 1}: ended`;
        activeVariantId = undefined;
        groupsDone += 1;
        groupStartedMs = performance.now();
        groupsElapsedMs.push(event.elapsedMs);
        if (event.status === 'void') {
          groupsVoid += 1;
          messages.push(`group ${event.group + 1} is void: ${event.voidReason?.split('\n')[0]}`);
        }
    }
  };

  return {
    listen,
    readState: (runId, nowMs) => ({
      ...{ runId, phase, activeVariantId, groupsDone, groupsVoid },
      groupsPlanned: plan.groups.length,
      elapsedMs: nowMs - startedMs,
      etaMs: estimateLeftMs(nowMs),
      rows: plan.variants.map(({ id, label }) =>
        toRow(id, label, notRun.has(id), variants.get(id)),
      ),
      messages: messages.slice(-messagesKept),
    }),
  };

  /** From the groups of this run where one has ended, else from the plan. */
  function estimateLeftMs(nowMs: number): number {
    const count = groupsElapsedMs.length;
    if (count === 0) return Math.max(0, planned.expectedMs - (nowMs - startedMs));
    const meanMs = groupsElapsedMs.reduce((sum, value) => sum + value, 0) / count;
    const left = plan.groups.length - groupsDone;
    return left === 0 ? 0 : Math.max(0, left * meanMs - (nowMs - groupStartedMs));
  }
}

function addOutcome(variant: VariantSoFar | undefined, outcome: SliceOutcome): void {
  if (variant === undefined) return;
  const { succeeded, failed, timedOut } = outcome.windowCounts;
  variant.succeeded += succeeded;
  variant.finished += succeeded + failed + timedOut;
  variant.windowUs += outcome.windowUs;
  variant.slices += 1;
  if (outcome.latencyP50Us !== undefined) variant.latencyP50sUs.push(outcome.latencyP50Us);
}

function toRow(
  variantId: string,
  label: string,
  isNotRun: boolean,
  seen: VariantSoFar | undefined,
): ProgressRow {
  const measured = seen !== undefined && seen.slices > 0 ? seen : undefined;
  const sorted = measured?.latencyP50sUs.toSorted((a, b) => a - b) ?? [];
  return {
    ...{ variantId, label: isNotRun ? `${label} (not run)` : label },
    throughputRps: measured && (measured.succeeded / measured.windowUs) * 1e6,
    latencyP50Us: sorted[Math.floor(sorted.length / 2)],
    successRatio:
      measured && measured.finished > 0 ? measured.succeeded / measured.finished : undefined,
    slicesDone: seen?.slices ?? 0,
  };
}
