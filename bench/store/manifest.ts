// The manifest of a run: what was asked for, resolved, before the first request was sent.

import Type from 'typebox';
import {
  amount,
  flag,
  index,
  name,
  names,
  number,
  optional,
  orAbsent,
  ratio,
  text,
  texts,
  time,
  timeMs,
  type ValueOf,
  words,
} from '../../reports/document/parts.ts';
import { findCommandProblem, findRunIdProblem } from '../../reports/document/printed-command.ts';
import { Environment } from '../../reports/document/result.ts';
import { driverNames } from '../drivers/registry.ts';
import { NoiseFloor } from '../gates/noise.ts';
import { Plan } from '../plan/plan.ts';
import { hashPlan } from '../plan/plan-hash.ts';
import { Experiment } from '../spec/experiment.ts';

/** Raised where an older Loadstone could not read the folder. */
export const manifestVersion = 1;

/** What was chosen on the command line, kept so that `--resume` plans the same again. */
const RunSelection = Type.Object({
  preset: orAbsent(text),
  variants: texts,
  scenarios: texts,
  groups: orAbsent(index),
  seed: orAbsent(number),
  budgetMs: orAbsent(amount),
  /** True where `groups` are those that the budget was found to hold; it cuts no more of them. */
  isFitted: optional(flag),
  driver: orAbsent(words(...driverNames)),
  /** Hosts of `--allow-target`; absent: none. */
  allowTargets: optional(texts),
  /** Groups were appended to the run: it is judged by intervals that hold at any time. */
  isAnytime: optional(flag),
  /** Occasions to spread the groups over, and the time from the start of one to that of the next; absent: one. */
  epochs: optional(Type.Object({ count: index, everyMs: timeMs })),
  /** Length of a slice instead of the config's; absent: the config's. */
  sliceMs: optional(timeMs),
  /** As `Experiment.percentilesBy`. */
  percentilesBy: optional(Type.Literal('groups')),
  /** Patterns of `--fault`; absent: those of the config. */
  faults: optional(texts),
  /** Other versions of the repository that the working tree is compared with, the baseline first; absent: none. */
  againstRefs: optional(names),
  /** The only one of them in older folders; `readManifest` moves it to `againstRefs`. */
  against: optional(text),
});
export type RunSelection = ValueOf<typeof RunSelection>;

/** What a sweep was asked for besides its selection. */
const SweepSettings = Type.Object({
  /** Length of the slice at each rate. */
  sliceMs: timeMs,
  /** Most latency at p99; undefined asks only that a rate is sustained. */
  sloLatencyP99Us: orAbsent(amount),
  /** Least share of successes. */
  sloSuccessRatio: ratio,
  /** What the rates are chosen for; absent: the whole curve. */
  search: optional(words('capacity')),
  arrivals: words('poisson', 'uniform'),
});
export type SweepSettings = ValueOf<typeof SweepSettings>;

/** Commands that measure into a run folder. */
const RunCommand = words('run', 'gate', 'noise', 'faults', 'sweep');
export type RunCommand = ValueOf<typeof RunCommand>;

/** What stands in `run.json`. */
export const RunManifest = Type.Object({
  manifestVersion: Type.Literal(manifestVersion),
  id: name,
  startedAt: time,
  /** Command that made the run; absent in older folders, for which `readManifest` fills it in. */
  command: optional(RunCommand),
  /** For people; nothing is decided by it. */
  reproduceCommand: text,
  /** True where a live page was served while it was measured; absent: none was. */
  hadLivePage: optional(flag),
  selection: RunSelection,
  /** Present where the run is a sweep, whose document is another one. */
  sweep: optional(SweepSettings),
  /** True where only faults were injected: the document is `faults.json`. */
  faultsAlone: optional(Type.Literal(true)),
  /** As `recordExperiment` makes it: with hashes for the values that are not written. */
  experiment: Experiment,
  plan: Plan,
  planHash: text,
  /** Over the resolved experiment with all its values, by a key of the machine; a resumed run must have the same. */
  experimentHash: text,
  /** Tells which key that was; absent in older folders: none. */
  hashKeyId: optional(text),
  /** Absent until the services are up. */
  environment: orAbsent(Environment),
  /** What an earlier A/A calibration said of this machine, kept so that gates replay; absent: nothing. */
  noise: optional(NoiseFloor),
});
export type RunManifest = ValueOf<typeof RunManifest>;

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
