// `loadstone profile`: a variant of a run under load and a profiler → top functions, or the page of Clinic.

import { join, relative } from 'node:path';
import { type ProfileDocument, profileSchemaVersion } from '../../../reports/document/profile.ts';
import { renderPlainJson } from '../../../reports/json/render-json.ts';
import { renderProfile } from '../../../reports/terminal/profile.ts';
import { LoadstoneError } from '../../errors.ts';
import { type ClinicTool, visualiseClinic } from '../../profile/clinic.ts';
import { compareCpu } from '../../profile/cpu-profile.ts';
import { findRunFolder, type RunFolder, readManifest } from '../../store/run-folder.ts';
import { writeProfile } from '../explain-files.ts';
import { planAgain } from '../extra-group.ts';
import { toAbsolute } from '../opened-run.ts';
import { closeProfile } from '../profile-privacy.ts';
import {
  chooseProfiled,
  type ProfileJob,
  type ProfileTool,
  profileVariant,
  type ReadProfile,
  readCpuProfiles,
  readNodeCommand,
} from '../profile-variants.ts';
import { writeReports } from '../report-files.ts';
import { type TerminalIo, wantsColour } from '../terminal-io.ts';
import { parseSeconds, readResult } from './explain.ts';
import { type AddCommand, runsOption } from '../command.ts';
import { Option } from 'commander';

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
      new Option('--tool <name>', 'V8 profiler, or Clinic.js around the service')
        .choices(['cpu', 'clinic-flame', 'clinic-doctor'])
        .default('cpu'),
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
  readonly tool: ProfileTool;
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
  const folder = findRunFolder(toAbsolute(options.runs, io), wanted);
  const jobs = await planJobs(folder, options, io);
  for (const { variant, scenario, tool } of jobs)
    io.err(`${tool}: ${variant.label} under ${scenario}`);
  if (options.tool === 'cpu') await profileCpu(folder, jobs, options, io, signal);
  else await runClinic(options.tool, jobs, io, signal);
}

async function planJobs(
  folder: RunFolder,
  options: ProfileCommandOptions,
  io: TerminalIo,
): Promise<readonly ProfileJob[]> {
  const loadMs = parseSeconds(options.seconds);
  const manifest = readManifest(folder);
  readNodeCommand(manifest.experiment);
  const planned = await planAgain(manifest, io);
  const scenario = options.scenario ?? planned.plan.groups[0]?.blocks[0]?.scenario;
  if (scenario === undefined)
    throw new LoadstoneError('SELECTION_EMPTY', 'The run has no scenario.');
  const stamp = new Date().toISOString().slice(0, 19).replaceAll(/[-:]/g, '').replace('T', '-');
  const patterns = [options.variant, ...(options.againstVariant ? [options.againstVariant] : [])];
  return patterns.map((pattern, place) => {
    const variant = chooseProfiled(planned, pattern);
    const name = `${stamp}-${options.tool}-${place + 1}-${variant.id.replaceAll(/[^\w=.-]+/g, '_')}`;
    return {
      ...{ manifest, planned, variant, scenario, loadMs, tool: options.tool },
      folder: join(folder.path, 'profiles', name),
    };
  });
}

const differenceCount = 15;

async function profileCpu(
  folder: RunFolder,
  jobs: readonly ProfileJob[],
  options: ProfileCommandOptions,
  io: TerminalIo,
  signal: AbortSignal,
): Promise<void> {
  const read: ReadProfile[] = [];
  for (const job of jobs)
    read.push(readCpuProfiles(job, await profileVariant(job, io, signal), folder.path));
  const [first, second] = read;
  const document: ProfileDocument = {
    ...{ schemaVersion: profileSchemaVersion, kind: 'profile', runId: folder.id },
    profiledAt: new Date().toISOString(),
    ...{ scenario: jobs[0]?.scenario ?? '', loadMs: jobs[0]?.loadMs ?? 0 },
    variants: read.map(({ variant }) => variant),
    differences: first && second ? compareCpu(first.summary, second.summary, differenceCount) : [],
  };
  writeProfile(folder, document);
  if (options.json === true) io.out(renderPlainJson(document), 'file');
  else {
    const colour = wantsColour(io, io.isOutTty);
    io.out(renderProfile(document, { widthColumns: io.widthColumns, colour }), 'painted');
  }
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
