// The k6 generator inside its process: one run of k6 a slice, its points read as they come.

import { existsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { LoadstoneError } from '../../errors.ts';
import type { Generator } from '../child/protocol.ts';
import type { DriverTarget, SessionOptions, SliceOrder, SliceOutcome } from '../driver.ts';
import { assertPlainSession } from '../plain-session.ts';
import { createTrialRecorder, type TrialRecorder } from '../recording/trial-recorder.ts';
import { createRequestSource, loadScenario } from '../scenario-loader.ts';
import { readSharedClockMs } from '../shared-clock.ts';
import { readEndedChildrenCpuNs } from './children-cpu.ts';
import { judgeK6End } from './k6-end.ts';
import { nameTarget } from './options.ts';
import {
  choosePlayer,
  createSettingsSource,
  type Player,
  renderDataModule,
  type SettingsSource,
} from './player.ts';
import { type K6Binary, runK6 } from './run-k6.ts';
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
  await checkScenario(options);
  const dataPath = join(context.folder, 'data.cjs');
  writeFileSync(dataPath, renderDataModule(options.data));
  writeFileSync(configPathOf(context), '{}');
  const player = choosePlayer(options.scenario);
  const variants = options.targets.map(
    (target): Variant => ({
      ...target,
      ...nameTarget(target),
      nextSettings: createSettingsSource(options, nameTarget(target), dataPath),
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
async function checkScenario({ scenario, seed, data }: SessionOptions): Promise<void> {
  if (scenario.kind !== 'k6-script') {
    createRequestSource(await loadScenario(scenario), seed, data);
  } else if (!existsSync(scenario.path)) {
    throw new LoadstoneError('SCENARIO_INVALID', `there is no k6 script ${scenario.path}`);
  }
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
  return {
    variantId: variant.variantId,
    startedAtMs: toSharedMs(ledger) ?? calledAtMs,
    windowUs: (order.durationMs - order.dropFirstMs) * usPerMs,
    ...ledger.close(),
    generatorCpuNs: cpu.read(),
    generatorEventLoopDelayP99Us: 0,
  };
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
