// `loadstone profile`: a variant of a run under load and a profiler → top functions, or the page of Clinic.

import { isUtf8 } from 'node:buffer';
import { chmodSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { basename, dirname, join, relative } from 'node:path';
import { Option } from 'commander';
import {
  type ProfileDocument,
  type ProfiledVariant,
  profileSchemaVersion,
} from '../../../reports/document/profile.ts';
import { renderProfile } from '../../../reports/terminal/profile.ts';
import { LoadstoneError } from '../../errors.ts';
import type { PlannedVariant } from '../../plan/plan.ts';
import { matchVariants } from '../../plan/selection.ts';
import { privateFileMode, privateFolderMode } from '../../private-modes.ts';
import {
  buildClinicCommand,
  type ClinicTool,
  clinicEnv,
  endInsideClinic,
  visualiseClinic,
} from '../../profile/clinic.ts';
import {
  type CpuSummary,
  compareCpu,
  parseCpuProfile,
  summariseCpu,
} from '../../profile/cpu-profile.ts';
import {
  chooseProfiler,
  isSampler,
  type SamplerName,
  samplers,
  watchProcesses,
} from '../../profile/sampler.ts';
import type { Experiment } from '../../spec/experiment.ts';
import type { RunManifest } from '../../store/manifest.ts';
import type { Redactor } from '../../store/redaction.ts';
import { assertOwnFolder, type RunFolder, readManifest } from '../../store/run-folder.ts';
import { createProfileMeasure, type ProfiledInterval } from '../../trial/profile.ts';
import { type AddCommand, runsOption } from '../command.ts';
import { planAgain, runExtraGroup } from '../extra-group.ts';
import { findNamedRun } from '../named-run.ts';
import { toAbsolute } from '../opened-run.ts';
import { writeProfile, writeReports } from '../report-files.ts';
import type { PlannedRun } from '../selection.ts';
import { printResult, type TerminalIo, tellProgress } from '../terminal-io.ts';
import { parseSeconds, readResult } from './explain.ts';

export const addProfile: AddCommand = (program, { io, signal }) =>
  program
    .command('profile')
    .description('load one variant of a run under a profiler, or two and tell the difference')
    .argument('[id]', 'run id, the beginning of one, or latest', 'latest')
    .requiredOption(
      '--variant <pattern>',
      "such as 'index=none'; of several the nearest to the baseline",
    )
    .option('--against-variant <pattern>', 'compare its top functions with those of this one')
    .addOption(
      new Option(
        '--tool <name>',
        "V8's profiler, Clinic.js around the service, or one that watches it (default: what fits the command)",
      ).choices(['cpu', 'clinic-flame', 'clinic-doctor', ...Object.keys(samplers)]),
    )
    .option('--scenario <name>', "one of the run's scenarios (default: its first)")
    .option('--seconds <s>', 'load for each variant', '5')
    .addOption(runsOption())
    .option('--json', 'print the document of cpu profiles instead of the table')
    .action((id, options) => profileRun(id, options, io, signal));

interface ProfileCommandOptions {
  readonly runs: string;
  readonly variant: string;
  readonly againstVariant?: string;
  /** Absent: what fits the command of the service. */
  readonly tool?: ProfileTool;
  readonly scenario?: string;
  /** Of load for each variant, as typed. */
  readonly seconds: string;
  readonly json?: boolean;
}

/**
 * Profiles one or two variants; the files go into `profiles/` of the run's folder.
 * @throws LoadstoneError NOT_EXPLAINABLE, PROFILE_FAILED, RUN_NOT_FOUND, and those of the environment
 */
async function profileRun(
  wanted: string,
  options: ProfileCommandOptions,
  io: TerminalIo,
  signal: AbortSignal,
): Promise<void> {
  const folder = findNamedRun(toAbsolute(options.runs, io), wanted, io);
  const jobs = await planJobs(folder, options, io);
  for (const { variant, scenario, tool } of jobs)
    tellProgress(io, `${tool}: ${variant.label} under ${scenario}`);
  const tool = jobs[0]?.tool ?? 'cpu';
  if (isClinic(tool)) await runClinic(tool, jobs, io, signal);
  else await profileFunctions(folder, jobs, options, io, signal);
}

async function planJobs(
  folder: RunFolder,
  options: ProfileCommandOptions,
  io: TerminalIo,
): Promise<readonly ProfileJob[]> {
  const loadMs = parseSeconds(options.seconds);
  const manifest = readManifest(folder);
  const tool = options.tool ?? chooseProfiler(readCommand(manifest.experiment));
  if (!isSampler(tool)) readNodeCommand(manifest.experiment);
  const planned = await planAgain(manifest, io);
  const scenario = options.scenario ?? planned.plan.groups[0]?.blocks[0]?.scenario;
  if (scenario === undefined)
    throw new LoadstoneError('SELECTION_EMPTY', 'The run has no scenario.');
  const stamp = new Date().toISOString().slice(0, 19).replaceAll(/[-:]/g, '').replace('T', '-');
  const patterns = [options.variant, ...(options.againstVariant ? [options.againstVariant] : [])];
  return patterns.map((pattern, place) => {
    const variant = chooseProfiled(planned, pattern);
    const name = `${stamp}-${tool}-${place + 1}-${variant.id.replaceAll(/[^\w=.-]+/g, '_')}`;
    return {
      ...{ manifest, planned, variant, scenario, loadMs, tool },
      folder: join(folder.path, 'profiles', name),
    };
  });
}

const differenceCount = 15;

/** The functions that took most of the time, by whichever tool tells functions. */
async function profileFunctions(
  folder: RunFolder,
  jobs: readonly ProfileJob[],
  options: ProfileCommandOptions,
  io: TerminalIo,
  signal: AbortSignal,
): Promise<void> {
  const read: ReadProfile[] = [];
  for (const job of jobs) read.push(await readFunctions(job, folder.path, io, signal));
  const [first, second] = read;
  const document: ProfileDocument = {
    ...{ schemaVersion: profileSchemaVersion, kind: 'profile', runId: folder.id },
    profiledAt: new Date().toISOString(),
    ...{ scenario: jobs[0]?.scenario ?? '', loadMs: jobs[0]?.loadMs ?? 0 },
    variants: read.map(({ variant }) => variant),
    differences: first && second ? compareCpu(first.summary, second.summary, differenceCount) : [],
  };
  writeProfile(folder, document);
  printResult(document, options, renderProfile, io);
  for (const { files } of document.variants)
    for (const file of files) io.err(`Profile: ${relative(io.cwd, join(folder.path, file))}`);
  if (readResult(folder) !== undefined) writeReports(folder, { table: 'none' }, io);
}

async function runClinic(
  tool: ClinicTool,
  jobs: readonly ProfileJob[],
  io: TerminalIo,
  signal: AbortSignal,
): Promise<void> {
  for (const job of jobs) {
    await profileVariant(job, io, signal);
    const page = await visualiseClinic(tool, job.folder);
    closeProfile(job.folder, job.planned.redactor);
    io.out(`${job.variant.label}: ${relative(io.cwd, page)}`);
  }
}

type ProfileTool = 'cpu' | ClinicTool | SamplerName;

const isClinic = (tool: ProfileTool): tool is ClinicTool =>
  tool === 'clinic-flame' || tool === 'clinic-doctor';

interface ProfileJob {
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
function chooseProfiled({ plan, experiment }: PlannedRun, pattern: string): PlannedVariant {
  const distance = ({ levels }: PlannedVariant) =>
    Object.entries(experiment.baseline).filter(([factor, level]) => levels[factor] !== level)
      .length;
  const fitting = matchVariants(plan.variants, experiment.factors, [pattern]);
  const [nearest] = fitting.toSorted((a, b) => distance(a) - distance(b));
  if (nearest === undefined)
    throw new LoadstoneError('SELECTION_UNKNOWN', `No variant fits ${pattern}.`);
  return nearest;
}

/** @throws LoadstoneError NOT_EXPLAINABLE where Loadstone starts no process of it */
function readCommand({ target: { command } }: Experiment): readonly string[] {
  if (command !== undefined) return command;
  throw new LoadstoneError(
    'NOT_EXPLAINABLE',
    'The target is a URL, so its processes are not ours to profile.',
  );
}

/** @throws LoadstoneError NOT_EXPLAINABLE where the service is not started by Node */
function readNodeCommand(experiment: Experiment): readonly string[] {
  const command = readCommand(experiment);
  if (/^node(\.exe)?$/.test(basename(command[0] ?? ''))) return command;
  throw new LoadstoneError(
    'NOT_EXPLAINABLE',
    `The target is started by \`${command[0]}\`; this tool needs a command that begins with node.`,
    { hint: `Leave --tool out: ${chooseProfiler(command)} can see it.` },
  );
}

/** Runs the group of one variant; the profiler's files are there afterwards. */
async function profileVariant(
  job: ProfileJob,
  io: TerminalIo,
  signal: AbortSignal,
  watch?: (pid: number) => Promise<void>,
): Promise<ProfiledInterval> {
  const { manifest, planned, variant, scenario, loadMs, tool, folder } = job;
  mkdirSync(dirname(folder), { recursive: true, mode: privateFolderMode });
  assertOwnFolder(dirname(folder));
  mkdirSync(folder, { mode: privateFolderMode });
  let interval: ProfiledInterval | undefined;
  await runExtraGroup(
    {
      ...{ manifest, variants: [variant], scenarios: [scenario] },
      planned: { ...planned, experiment: wrapTarget(planned.experiment, tool, folder) },
      adaptContext: (context) => context,
      measure: createProfileMeasure({
        ...{ loadMs, watch },
        endService: isClinic(tool) ? endInsideClinic : undefined,
        onInterval: (done) => {
          interval = done;
        },
      }),
    },
    ...[io, signal],
  );
  if (interval === undefined)
    throw new LoadstoneError('PROFILE_FAILED', `${variant.label} could not be loaded.`);
  closeProfile(folder, planned.redactor);
  return interval;
}

/** A profile is written when the process ends, which may take a while. */
const stopTimeoutMs = 30_000;

/** What watches from outside leaves the command as it is. */
function wrapTarget(experiment: Experiment, tool: ProfileTool, folder: string): Experiment {
  if (isSampler(tool)) return experiment;
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

interface ReadProfile {
  readonly summary: CpuSummary;
  readonly variant: ProfiledVariant;
}

const keptFunctions = 40;

/** @throws LoadstoneError PROFILE_FAILED */
async function readFunctions(
  job: ProfileJob,
  runPath: string,
  io: TerminalIo,
  signal: AbortSignal,
): Promise<ReadProfile> {
  const { tool, folder, loadMs, variant } = job;
  if (!isSampler(tool)) return readCpuProfiles(job, await profileVariant(job, io, signal), runPath);
  const file = join(folder, samplers[tool].fileName);
  let seen: Awaited<ReturnType<typeof watchProcesses>> | undefined;
  const { succeeded } = await profileVariant(job, io, signal, async (pid) => {
    seen = await watchProcesses(tool, pid, { seconds: Math.ceil(loadMs / 1000), file });
  });
  if (seen === undefined)
    throw new LoadstoneError('PROFILE_FAILED', `${variant.label} has no process to watch.`);
  const { processes, ...summary } = seen;
  return toReadProfile(job, summary, { succeeded, processes, files: [relative(runPath, file)] });
}

/** Reads the profiles of all processes. @throws LoadstoneError PROFILE_FAILED where there is none */
function readCpuProfiles(
  job: ProfileJob,
  { window, succeeded }: ProfiledInterval,
  runPath: string,
): ReadProfile {
  const { variant, folder, planned } = job;
  const files = readdirSync(folder).filter((name) => name.endsWith('.cpuprofile'));
  const profiles = files.flatMap(
    (name) => parseCpuProfile(readFileSync(join(folder, name), 'utf8')) ?? [],
  );
  if (profiles.length === 0)
    throw new LoadstoneError('PROFILE_FAILED', `${variant.label} left no profile in ${folder}.`, {
      hint: "Node writes the profile at the end of a process that ends by itself: let the service do so on SIGTERM, with process.on('SIGTERM', () => process.exit()).",
    });
  const summary = summariseCpu(profiles, window, planned.experiment.target.cwd);
  return toReadProfile(job, summary, {
    ...{ succeeded, processes: profiles.length },
    files: files.map((name) => relative(runPath, join(folder, name))),
  });
}

function toReadProfile(
  { variant: { id, label } }: ProfileJob,
  summary: CpuSummary,
  more: Pick<ProfiledVariant, 'succeeded' | 'processes' | 'files'>,
): ReadProfile {
  const { busyUs, idleUs, functions } = summary;
  return {
    summary,
    variant: {
      ...{ id, label, busyUs, ...more },
      busyRatio: busyUs + idleUs > 0 ? busyUs / (busyUs + idleUs) : 0,
      functions: functions
        .slice(0, keptFunctions)
        .map(({ name, place, busyRatio }) => ({ name, place, busyRatio })),
    },
  };
}

/** Profilers write with the umask of the service, and may keep its command line and what it printed. */
function closeProfile(folder: string, redactor: Redactor): void {
  for (const entry of readdirSync(folder, { recursive: true, withFileTypes: true })) {
    const path = join(entry.parentPath, entry.name);
    if (entry.isDirectory()) chmodSync(path, privateFolderMode);
    if (!entry.isFile()) continue;
    chmodSync(path, privateFileMode);
    const content = readFileSync(path);
    const encoding = isUtf8(content) ? 'utf8' : 'latin1';
    const text = content.toString(encoding);
    const hidden = redactor.known(text);
    if (hidden !== text) writeFileSync(path, Buffer.from(hidden, encoding));
  }
}
