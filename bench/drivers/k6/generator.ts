// The k6 generator inside its process: one run of k6 a slice, its points read as they come.

import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { LoadstoneError } from '../../errors.ts';
import { encodeHistogram } from '../../measurement/histogram.ts';
import { createLatencyRecorder, type LatencyRecorder } from '../../measurement/latency-recorder.ts';
import { findFreePort } from '../../services/free-port.ts';
import type { Generator } from '../child/protocol.ts';
import type {
  DriverTarget,
  GeneratorPart,
  SessionOptions,
  SliceOrder,
  SliceOutcome,
} from '../driver.ts';
import { type PartOutcome, splitLoad } from '../parts/part.ts';
import { assertPlainSession } from '../plain-session.ts';
import { createTrialRecorder, type TrialRecorder } from '../recording/trial-recorder.ts';
import { createRequestSource, loadScenario } from '../scenario-loader.ts';
import { readSharedClockMs } from '../shared-clock.ts';
import { type K6Segment, portTakenCode, releaseHeld, waitUntilHeld } from './held-start.ts';
import { nameTarget } from './options.ts';
import {
  choosePlayer,
  createSettingsSource,
  type Player,
  renderDataModule,
  type SettingsSource,
} from './player.ts';
import type { K6Point } from './points.ts';
import { judgeK6End, type K6Binary, type K6End, readEndedChildrenCpuNs, runK6 } from './run-k6.ts';
import { findScriptFunction, type ScriptFunction } from './script-function.ts';
import { createSliceLedger, type SliceLedger } from './slice-ledger.ts';

export interface K6Context {
  readonly k6: K6Binary;
  /** An existing folder for the files that k6 is given. */
  readonly folder: string;
}

interface Variant extends DriverTarget {
  readonly nextSettings: SettingsSource;
  readonly trial: TrialRecorder;
}

const nsPerUs = 1_000;
const usPerMs = 1_000;

/** @throws LoadstoneError SCENARIO_INVALID */
export async function openK6Generator(
  context: K6Context,
  options: SessionOptions,
): Promise<Generator> {
  assertPlainSession('k6', options);
  const played = await checkScenario(context, options);
  const dataPath = join(context.folder, 'data.cjs');
  writeFileSync(dataPath, renderDataModule(options.data));
  writeFileSync(configPathOf(context), '{}');
  const player = choosePlayer(options.scenario);
  const variants = options.targets.map(
    (target): Variant => ({
      ...target,
      ...nameTarget(target),
      nextSettings: createSettingsSource(options, nameTarget(target), dataPath, played),
      // Its service times are kept apart, which for a closed loop are the response times; k6 does not
      // tell when a request was meant to start, so how late it was is not known.
      trial: createTrialRecorder({
        ...{ variantId: target.variantId, load: 'open', knowsLateness: false },
      }),
    }),
  );
  const { part } = options;
  let held: HeldK6 | undefined;

  function variantOf({ variantId }: SliceOrder): Variant {
    const variant = variants.find((one) => one.variantId === variantId);
    if (variant !== undefined) return variant;
    throw new LoadstoneError('DRIVER_FAILED', `variant ${variantId} is not of this session`);
  }
  async function dropHeld(): Promise<void> {
    held?.k6.stop();
    await held?.k6.ended.catch(() => {});
    held = undefined;
  }
  return {
    async prepareSlice(order) {
      if (part === undefined) return;
      // Where another part could not make ready, this one was never released.
      await dropHeld();
      const variant = variantOf(order);
      writeSettings(context, variant, order);
      held = await holdK6(context, player, variant, part);
    },
    async runSlice(order) {
      const variant = variantOf(order);
      if (part === undefined) {
        writeSettings(context, variant, order);
        return finishSlice(startK6(context, player, variant), player, variant, order);
      }
      if (held === undefined)
        throw new LoadstoneError('DRIVER_FAILED', 'a part of a load is prepared before it runs');
      const { k6, segment } = held;
      held = undefined;
      return finishPart(k6, segment, player, variant, {
        ...order,
        load: splitLoad(order.load, part),
      });
    },
    collect: () => variants.map(({ trial }) => trial.collect()),
    close: dropHeld,
  };
}

/** k6 would tell the same with the first slice; here it is known before anything is measured. */
async function checkScenario(
  { k6 }: K6Context,
  { scenario, seed, data, targets }: SessionOptions,
): Promise<ScriptFunction | undefined> {
  if (scenario.kind === 'k6-script') {
    return findScriptFunction(k6, scenario.path, scenario.exec, targets[0]?.baseUrl ?? '');
  }
  createRequestSource(await loadScenario(scenario), seed, data);
  return undefined;
}

function writeSettings(context: K6Context, variant: Variant, order: SliceOrder): void {
  writeFileSync(settingsPathOf(context), JSON.stringify(variant.nextSettings(order)));
}

/** A k6 that goes on by itself; points are taken by the ledger that it is given before its load begins. */
interface RunningK6 {
  readonly ended: Promise<K6End>;
  readonly calledAtMs: number;
  readonly cpu: { read(): number };
  ledger: SliceLedger | undefined;
  hasEnded(): boolean;
  stop(): void;
}

interface HeldK6 {
  readonly k6: RunningK6;
  readonly segment: K6Segment;
}

function startK6(
  context: K6Context,
  player: Player,
  variant: Variant,
  segment?: K6Segment,
): RunningK6 {
  const read = player.createReader();
  const stopping = new AbortController();
  let isOver = false;
  const calledAtMs = readSharedClockMs();
  const cpu = watchCpu();
  const ended = runK6({
    k6: context.k6,
    scriptPath: player.entryPath,
    configPath: configPathOf(context),
    scriptEnv: { LOADSTONE_SETTINGS: settingsPathOf(context), BASE_URL: variant.baseUrl },
    metricStarts: player.metricStarts,
    onLine(line) {
      for (const point of read(line)) takePoint(point);
    },
    segment,
    signal: stopping.signal,
  }).finally(() => {
    isOver = true;
  });
  // It is judged once somebody waits for it.
  ended.catch(() => {});
  const k6: RunningK6 = {
    ...{ ended, calledAtMs, cpu },
    ledger: undefined,
    hasEnded: () => isOver,
    stop: () => stopping.abort(),
  };
  function takePoint(point: K6Point): void {
    if (k6.ledger === undefined)
      throw new LoadstoneError('DRIVER_FAILED', 'k6 began its load before it was released');
    k6.ledger.take(point);
  }
  return k6;
}

/** Another program may take the port between the look for it and k6. */
const mostPorts = 5;

/** Starts k6 on a segment of the load and waits until it could begin. @throws LoadstoneError as `judgeK6End` */
async function holdK6(
  context: K6Context,
  player: Player,
  variant: Variant,
  part: GeneratorPart,
): Promise<HeldK6> {
  for (let tried = 1; ; tried += 1) {
    const segment = { part, controlPort: await findFreePort() };
    const k6 = startK6(context, player, variant, segment);
    await waitUntilHeld(segment, k6.hasEnded);
    if (!k6.hasEnded()) return { k6, segment };
    const end = await k6.ended;
    if (end.exitCode === portTakenCode && tried < mostPorts) continue;
    const early = new LoadstoneError('DRIVER_FAILED', 'k6 ended before its load began');
    throw judgeK6End(end, undefined) ?? early;
  }
}

/** Releases a part at the common start of all. */
async function finishPart(
  k6: RunningK6,
  segment: K6Segment,
  player: Player,
  variant: Variant,
  order: SliceOrder,
): Promise<SliceOutcome & PartOutcome> {
  const { startAtMs = readSharedClockMs() } = order;
  const windowLatency = createLatencyRecorder();
  await new Promise((resolve) => setTimeout(resolve, startAtMs - readSharedClockMs()));
  k6.ledger = createLedger(player, variant, order, segment.part, windowLatency);
  const refusal = await releaseHeld(segment);
  if (refusal !== undefined) {
    k6.stop();
    const failure = judgeK6End(await k6.ended, undefined);
    const message = `k6 cannot be told to begin: ${refusal}`;
    throw new LoadstoneError('DRIVER_FAILED', message, { cause: failure });
  }
  const outcome = await finishSlice(k6, player, variant, order);
  return {
    ...outcome,
    windowLatency: encodeHistogram(windowLatency.toHistogram()),
    lateStartMs: Math.max(0, outcome.startedAtMs - startAtMs),
  };
}

function createLedger(
  player: Player,
  variant: Variant,
  order: SliceOrder,
  part?: GeneratorPart,
  windowLatency?: LatencyRecorder,
): SliceLedger {
  const recorded = order.recorded ? variant.trial.openWindow(order) : undefined;
  return createSliceLedger(order, recorded, {
    ...{ isScript: player.isScript, parts: part?.count },
    windowLatency,
  });
}

async function finishSlice(
  k6: RunningK6,
  player: Player,
  variant: Variant,
  order: SliceOrder,
): Promise<SliceOutcome> {
  const ledger = k6.ledger ?? createLedger(player, variant, order);
  k6.ledger = ledger;
  const failure = judgeK6End(await k6.ended, ledger.fault);
  if (failure !== undefined) throw failure;
  if (ledger.foreignAddress !== undefined) throw refuseForeign(ledger.foreignAddress, variant);
  return {
    variantId: variant.variantId,
    startedAtMs: toSharedMs(ledger) ?? order.startAtMs ?? k6.calledAtMs,
    windowUs: (order.durationMs - order.dropFirstMs) * usPerMs,
    ...ledger.close(),
    generatorCpuNs: k6.cpu.read(),
    generatorEventLoopDelayP99Us: 0,
  };
}

/** k6 has turned the request away, so nothing was loaded; figures of the rest would be of another load. */
function refuseForeign(address: string, { baseUrl }: DriverTarget): LoadstoneError {
  const where = address === '' ? 'another address' : address;
  return new LoadstoneError(
    'SCENARIO_INVALID',
    `The k6 script sends requests to ${where}, not to the variant at ${baseUrl}; they were turned away.`,
    { hint: 'Build every address of the script from `__ENV.BASE_URL`.' },
  );
}

function settingsPathOf({ folder }: K6Context): string {
  return join(folder, 'settings.json');
}

function configPathOf({ folder }: K6Context): string {
  return join(folder, 'config.json');
}

/** k6 tells the time by the wall clock, which may have been set since this process began. */
function toSharedMs({ startedAtMs }: SliceLedger): number | undefined {
  if (startedAtMs === undefined) return undefined;
  return startedAtMs + readSharedClockMs() - Date.now();
}

/** CPU of this process and of the k6 that ended in the meantime. */
function watchCpu(): { read(): number } {
  const childrenBefore = readEndedChildrenCpuNs() ?? 0;
  const before = process.cpuUsage();
  return {
    read() {
      const own = process.cpuUsage(before);
      const children = (readEndedChildrenCpuNs() ?? 0) - childrenBefore;
      return (own.user + own.system) * nsPerUs + children;
    },
  };
}
