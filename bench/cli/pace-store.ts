// How long the runs of a config took on this machine, kept beside the databases, so that a plan can tell its time.
import { hostname } from 'node:os';
import { join } from 'node:path';
import Type from 'typebox';
import { amount, name, type ValueOf } from '../../reports/document/parts.ts';
import { LoadstoneError } from '../errors.ts';
import type { TimeAssumptions } from '../plan/plan-time.ts';
import type { Experiment } from '../spec/experiment.ts';
import { readStateList, type StateFile, writeStateList } from './state-folder.ts';

const fileName = 'pace.json';

/** The newest runs of a config and preset count, so that the pace follows what is changed. */
const keptRuns = 5;
const keptConfigs = 50;

const PaceEntry = Type.Object({
  key: name,
  /** Of each run, newest last: times, each known or not. */
  runs: Type.Array(
    Type.Unsafe<Partial<TimeAssumptions>>(Type.Object({}, { additionalProperties: amount })),
  ),
});
type PaceEntry = ValueOf<typeof PaceEntry>;

/** Newest last. */
const paceFile: StateFile = {
  ...{ versionKey: 'paceVersion', listKey: 'entries', entry: PaceEntry },
  problem: 'holds no pace of earlier runs.',
  hint: 'Move the file away; the next run writes it.',
};

/** What is to be alike for a pace to hold: the machine, the config with its preset, the driver, slices and warm-up. */
export function buildPaceKey(experiment: Experiment, preset: string | undefined): string {
  const { configPath, driver, slices, warmup, phase } = experiment;
  const measured = [driver, slices, warmup ?? null, phase ?? null];
  return JSON.stringify([hostname(), configPath, preset ?? null, ...measured]);
}

/** The pace by the runs so far, newest last; empty where there is none, or the file is none of ours. */
export function readPaces(stateDir: string, key: string): readonly Partial<TimeAssumptions>[] {
  return readEntries(join(stateDir, fileName)).find((entry) => entry.key === key)?.runs ?? [];
}

/** Keeps the pace of a run. A file that cannot be written is left alone: it is an estimate and no result. */
export function keepPace(stateDir: string, key: string, pace: Partial<TimeAssumptions>): void {
  if (Object.keys(pace).length === 0) return;
  const path = join(stateDir, fileName);
  const entries = readEntries(path);
  const runs = entries.find((entry) => entry.key === key)?.runs ?? [];
  const others = entries.filter((entry) => entry.key !== key);
  try {
    writeStateList(path, paceFile, [
      ...others.slice(-keptConfigs + 1),
      { key, runs: [...runs.slice(-keptRuns + 1), pace] },
    ]);
  } catch (thrown) {
    // The next plan guesses, as it would have done without.
    if (!(thrown instanceof LoadstoneError)) throw thrown;
  }
}

function readEntries(path: string): readonly PaceEntry[] {
  try {
    return readStateList<PaceEntry>(path, paceFile);
  } catch (thrown) {
    if (thrown instanceof LoadstoneError) return [];
    throw thrown;
  }
}
