// The manifest of a run: what was asked for, resolved, before the first request was sent.

import { findCommandProblem, findRunIdProblem } from '../../reports/document/printed-command.ts';
import type { Environment } from '../../reports/document/result.ts';
import type { DriverName } from '../drivers/registry.ts';
import type { NoiseFloor } from '../gates/noise.ts';
import type { Plan } from '../plan/plan.ts';
import { hashPlan } from '../plan/plan-hash.ts';
import type { Experiment } from '../spec/experiment.ts';

/** Raised where an older Loadstone could not read the folder. */
export const manifestVersion = 1;

/** What was chosen on the command line, kept so that `--resume` plans the same again. */
export interface RunSelection {
  readonly preset: string | undefined;
  readonly variants: readonly string[];
  readonly scenarios: readonly string[];
  readonly groups: number | undefined;
  readonly seed: number | undefined;
  readonly budgetMs: number | undefined;
  /** True where `groups` are those that the budget was found to hold; it cuts no more of them. */
  readonly isFitted?: boolean;
  readonly driver: DriverName | undefined;
  /** Hosts of `--allow-target`; absent: none. */
  readonly allowTargets?: readonly string[];
  /** Groups were appended to the run: it is judged by intervals that hold at any time. */
  readonly isAnytime?: boolean;
  /** Occasions to spread the groups over, and the time from the start of one to that of the next; absent: one. */
  readonly epochs?: { readonly count: number; readonly everyMs: number };
  /** Length of a slice instead of the config's, ms; absent: the config's. */
  readonly sliceMs?: number;
  /** As `Experiment.percentilesBy`. */
  readonly percentilesBy?: 'groups';
  /** Patterns of `--fault`; absent: those of the config. */
  readonly faults?: readonly string[];
  /** Another version of the repository that the run is compared with; absent: none. */
  readonly against?: string;
}

/** What a sweep was asked for besides its selection. */
export interface SweepSettings {
  /** Length of the slice at each rate. */
  readonly sliceMs: number;
  /** Most latency at p99; undefined asks only that a rate is sustained. */
  readonly sloLatencyP99Us: number | undefined;
  /** Least share of successes, 0 to 1. */
  readonly sloSuccessRatio: number;
  readonly arrivals: 'poisson' | 'uniform';
}

/** Commands that measure into a run folder. */
export type RunCommand = 'run' | 'gate' | 'noise' | 'faults' | 'sweep';

export interface RunManifest {
  readonly manifestVersion: typeof manifestVersion;
  readonly id: string;
  /** ISO 8601 in UTC. */
  readonly startedAt: string;
  /** Command that made the run; absent in older folders, for which `readManifest` fills it in. */
  readonly command?: RunCommand;
  /** For people; nothing is decided by it. */
  readonly reproduceCommand: string;
  /** True where a live page was served while it was measured; absent: none was. */
  readonly hadLivePage?: boolean;
  readonly selection: RunSelection;
  /** Present where the run is a sweep, whose document is another one. */
  readonly sweep?: SweepSettings;
  /** True where only faults were injected: the document is `faults.json`. */
  readonly faultsAlone?: true;
  /** As `recordExperiment` makes it: with hashes for the values that are not written. */
  readonly experiment: Experiment;
  readonly plan: Plan;
  readonly planHash: string;
  /** Over the resolved experiment with all its values, by a key of the machine; a resumed run must have the same. */
  readonly experimentHash: string;
  /** Tells which key that was; absent in older folders: none. */
  readonly hashKeyId?: string;
  /** Absent until the services are up. */
  readonly environment: Environment | undefined;
  /** What an earlier A/A calibration said of this machine, kept so that gates replay; absent: nothing. */
  readonly noise?: NoiseFloor;
}

/** What does not belong together, as the end of a sentence; undefined where all does. */
export function findManifestProblem({
  id,
  reproduceCommand,
  experiment,
  plan,
  planHash,
}: RunManifest): string | undefined {
  const idProblem = findRunIdProblem(id);
  if (idProblem !== undefined) return `id: ${idProblem}`;
  const commandProblem = findCommandProblem(reproduceCommand);
  if (commandProblem !== undefined) return `reproduceCommand: ${commandProblem}`;
  const { variants, groups } = plan;
  const ids = new Set(variants.map(({ id }) => id));
  if (ids.size < variants.length) return 'plan.variants: two have the same id';
  if (variants.filter(({ isBaseline }) => isBaseline).length > 1)
    return 'plan.variants: has more than one baseline';
  if (new Set(groups.map(({ index }) => index)).size < groups.length)
    return 'plan.groups: two have the same index';
  const scenarios = new Set(experiment.scenarios.map(({ name }) => name));
  const loads = new Set(experiment.loads.map(({ id }) => id));
  for (const [place, { launchOrder, blocks }] of groups.entries()) {
    const at = `plan.groups[${place}]`;
    const stranger = launchOrder.find((id) => !ids.has(id));
    if (stranger !== undefined)
      return `${at}.launchOrder: names no variant of the plan: ${stranger}`;
    for (const { scenario, loadId } of blocks) {
      if (!scenarios.has(scenario)) return `${at}.blocks: names no scenario: ${scenario}`;
      if (!loads.has(loadId)) return `${at}.blocks: names no load: ${loadId}`;
    }
  }
  // A level under a name that sounds like a secret is hidden in the file, and its plan has another hash then.
  const isWhole = !JSON.stringify(plan).includes('[redacted');
  if (isWhole && hashPlan(plan) !== planHash)
    return 'plan: is not the one that planHash was made of';
  return undefined;
}
