// How long the runs of a config took on this machine, kept beside the databases, so that a plan can tell its time.
import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { hostname } from 'node:os';
import { dirname, join } from 'node:path';
import type { TimeAssumptions } from '../plan/plan-time.ts';
import type { Experiment } from '../spec/experiment.ts';

const fileName = 'pace.json';

/** The newest runs of a config and preset count, so that the pace follows what is changed. */
const keptRuns = 5;
const keptConfigs = 50;

interface PaceEntry {
  readonly key: string;
  /** Of each run, newest last. */
  readonly runs: readonly Partial<TimeAssumptions>[];
}

interface PaceFile {
  readonly paceVersion: 1;
  /** Newest last. */
  readonly entries: readonly PaceEntry[];
}

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
  const file: PaceFile = {
    paceVersion: 1,
    entries: [
      ...others.slice(-keptConfigs + 1),
      { key, runs: [...runs.slice(-keptRuns + 1), pace] },
    ],
  };
  try {
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(`${path}.new`, `${JSON.stringify(file)}\n`);
    renameSync(`${path}.new`, path);
  } catch {
    // The next plan guesses, as it would have done without.
  }
}

function readEntries(path: string): readonly PaceEntry[] {
  if (!existsSync(path)) return [];
  try {
    const file = JSON.parse(readFileSync(path, 'utf8')) as Partial<PaceFile>;
    if (file.paceVersion !== 1 || !Array.isArray(file.entries)) return [];
    return file.entries.filter((entry) => typeof entry.key === 'string' && isRuns(entry.runs));
  } catch {
    return [];
  }
}

function isRuns(runs: unknown): boolean {
  return (
    Array.isArray(runs) &&
    runs.every(
      (run) =>
        typeof run === 'object' &&
        run !== null &&
        Object.values(run).every((ms) => typeof ms === 'number' && ms >= 0),
    )
  );
}
