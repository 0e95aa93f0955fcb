// The k6 generator inside its process: one run of k6 a slice, its points read as they come.

import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { LoadstoneError } from '../../errors.ts';
import type { Generator } from '../child/protocol.ts';
import type { DriverTarget, SessionOptions, SliceOrder, SliceOutcome } from '../driver.ts';
import { assertPlainSession } from '../plain-session.ts';
import { createTrialRecorder, type TrialRecorder } from '../recording/trial-recorder.ts';
import { createRequestSource, loadScenario } from '../scenario-loader.ts';
import { readSharedClockMs } from '../shared-clock.ts';
import { nameTarget } from './options.ts';
import {
  choosePlayer,
  createSettingsSource,
  type Player,
  renderDataModule,
  type SettingsSource,
} from './player.ts';
import { judgeK6End, type K6Binary, readEndedChildrenCpuNs, runK6 } from './run-k6.ts';
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
  return {
    async runSlice(order) {
      const variant = variants.find(({ variantId }) => variantId === order.variantId);
      if (variant === undefined) {
        throw new LoadstoneError(
          'DRIVER_FAILED',
          `variant ${order.variantId} is not of this session`,
        );
      }
      return runSlice(context, player, variant, order);
    },
    collect: () => variants.map(({ trial }) => trial.collect()),
    close: async () => {},
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

async function runSlice(
  context: K6Context,
  player: Player,
  variant: Variant,
  order: SliceOrder,
): Promise<SliceOutcome> {
  const settingsPath = join(context.folder, 'settings.json');
  writeFileSync(settingsPath, JSON.stringify(variant.nextSettings(order)));
  const ledger = createSliceLedger(
    order,
    order.recorded ? variant.trial.openWindow(order) : undefined,
    player.isScript,
  );
  const read = player.createReader();
  const calledAtMs = readSharedClockMs();
  const cpu = watchCpu();
  const end = await runK6({
    k6: context.k6,
    scriptPath: player.entryPath,
    configPath: configPathOf(context),
    scriptEnv: { LOADSTONE_SETTINGS: settingsPath, BASE_URL: variant.baseUrl },
    metricStarts: player.metricStarts,
    onLine(line) {
      for (const point of read(line)) ledger.take(point);
    },
  });
  const failure = judgeK6End(end, ledger.fault);
  if (failure !== undefined) throw failure;
  if (ledger.foreignAddress !== undefined) throw refuseForeign(ledger.foreignAddress, variant);
  return {
    variantId: variant.variantId,
    startedAtMs: toSharedMs(ledger) ?? calledAtMs,
    windowUs: (order.durationMs - order.dropFirstMs) * usPerMs,
    ...ledger.close(),
    generatorCpuNs: cpu.read(),
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
