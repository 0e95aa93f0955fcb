// Profiles variants one after the other, each in a group of its own, and reads what the tool wrote.
import { mkdirSync, readdirSync, readFileSync } from 'node:fs';
import { basename, dirname, join, relative } from 'node:path';
import type { ProfiledVariant } from '../../reports/document/profile.ts';
import { LoadstoneError } from '../errors.ts';
import type { PlannedVariant } from '../plan/plan.ts';
import { matchVariants } from '../plan/selection.ts';
import { privateFolderMode } from '../private-modes.ts';
import {
  buildClinicCommand,
  type ClinicTool,
  clinicEnv,
  endInsideClinic,
} from '../profile/clinic.ts';
import { type CpuSummary, parseCpuProfile, summariseCpu } from '../profile/cpu-profile.ts';
import type { Experiment } from '../spec/experiment.ts';
import type { RunManifest } from '../store/manifest.ts';
import { assertOwnFolder } from '../store/own-file.ts';
import { createProfileMeasure, type ProfiledStretch } from '../trial/profile.ts';
import { runExtraGroup } from './extra-group.ts';
import { closeProfile } from './profile-privacy.ts';
import type { PlannedRun } from './selection.ts';
import type { TerminalIo } from './terminal-io.ts';

export type ProfileTool = 'cpu' | ClinicTool;

export interface ProfileJob {
  readonly manifest: RunManifest;
  readonly planned: PlannedRun;
  readonly variant: PlannedVariant;
  readonly scenario: string;
  readonly loadMs: number;
  readonly tool: ProfileTool;
  /** Absolute folder for what the tool writes about this variant; made where it is missing. */
  readonly folder: string;
}

/** The one that differs least from the baseline, where a pattern fits several. @throws LoadstoneError SELECTION_UNKNOWN */
export function chooseProfiled({ plan, experiment }: PlannedRun, pattern: string): PlannedVariant {
  const distance = ({ levels }: PlannedVariant) =>
    Object.entries(experiment.baseline).filter(([factor, level]) => levels[factor] !== level)
      .length;
  const fitting = matchVariants(plan.variants, experiment.factors, [pattern]);
  const [nearest] = fitting.toSorted((a, b) => distance(a) - distance(b));
  if (nearest === undefined)
    throw new LoadstoneError('SELECTION_UNKNOWN', `No variant fits ${pattern}.`);
  return nearest;
}

/** @throws LoadstoneError NOT_EXPLAINABLE where the service is not started by Node */
export function readNodeCommand({ target }: Experiment): readonly string[] {
  const { command } = target;
  const what =
    command === undefined
      ? 'The target is a URL, so its processes are not ours to profile'
      : `The target is started by \`${command[0]}\``;
  if (command !== undefined && /^node(\.exe)?$/.test(basename(command[0] ?? ''))) return command;
  throw new LoadstoneError(
    'NOT_EXPLAINABLE',
    `${what}; profiling needs a command that begins with node.`,
  );
}

/** Runs the group of one variant; the profiler's files are there afterwards. */
export async function profileVariant(
  job: ProfileJob,
  io: TerminalIo,
  signal: AbortSignal,
): Promise<ProfiledStretch> {
  const { manifest, planned, variant, scenario, loadMs, tool, folder } = job;
  mkdirSync(dirname(folder), { recursive: true, mode: privateFolderMode });
  assertOwnFolder(dirname(folder));
  mkdirSync(folder, { mode: privateFolderMode });
  let stretch: ProfiledStretch | undefined;
  await runExtraGroup(
    {
      ...{ manifest, variants: [variant], scenarios: [scenario] },
      planned: { ...planned, experiment: wrapTarget(planned.experiment, tool, folder) },
      adaptContext: (context) => context,
      measure: createProfileMeasure({
        loadMs,
        endService: tool === 'cpu' ? undefined : endInsideClinic,
        onStretch: (done) => {
          stretch = done;
        },
      }),
    },
    ...[io, signal],
  );
  if (stretch === undefined)
    throw new LoadstoneError('PROFILE_FAILED', `${variant.label} could not be loaded.`);
  closeProfile(folder, planned.redactor);
  return stretch;
}

/** A profile is written when the process ends, which may take a while. */
const stopTimeoutMs = 30_000;

function wrapTarget(experiment: Experiment, tool: ProfileTool, folder: string): Experiment {
  const command = readNodeCommand(experiment);
  const { target } = experiment;
  const [node = 'node', ...args] = command;
  const wrapped =
    tool === 'cpu'
      ? [node, '--cpu-prof', `--cpu-prof-dir=${folder}`, ...args]
      : buildClinicCommand(tool, folder, command);
  return {
    ...experiment,
    target: {
      ...target,
      command: wrapped,
      env: tool === 'cpu' ? target.env : { ...target.env, ...clinicEnv },
      stopTimeoutMs: Math.max(target.stopTimeoutMs, stopTimeoutMs),
    },
  };
}

export interface ReadProfile {
  readonly summary: CpuSummary;
  readonly variant: ProfiledVariant;
}

const keptFunctions = 40;

/** Reads the profiles of all processes. @throws LoadstoneError PROFILE_FAILED where there is none */
export function readCpuProfiles(
  { variant, folder, planned }: ProfileJob,
  { window, succeeded }: ProfiledStretch,
  runPath: string,
): ReadProfile {
  const files = readdirSync(folder).filter((name) => name.endsWith('.cpuprofile'));
  const profiles = files.flatMap(
    (name) => parseCpuProfile(readFileSync(join(folder, name), 'utf8')) ?? [],
  );
  if (profiles.length === 0)
    throw new LoadstoneError('PROFILE_FAILED', `${variant.label} left no profile in ${folder}.`, {
      hint: 'The service must end by itself on SIGTERM, for Node writes the profile at its end.',
    });
  const summary = summariseCpu(profiles, window, planned.experiment.target.cwd);
  const { busyUs, idleUs, functions } = summary;
  return {
    summary,
    variant: {
      ...{ id: variant.id, label: variant.label, succeeded, processes: profiles.length, busyUs },
      busyRatio: busyUs + idleUs > 0 ? busyUs / (busyUs + idleUs) : 0,
      functions: functions
        .slice(0, keptFunctions)
        .map(({ name, place, busyRatio }) => ({ name, place, busyRatio })),
      files: files.map((name) => relative(runPath, join(folder, name))),
    },
  };
}
