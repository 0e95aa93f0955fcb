// Opens the folder of a run: a new one, or an old one to go on with.
import { randomBytes } from 'node:crypto';
import { isAbsolute, join } from 'node:path';
import { LoadstoneError } from '../errors.ts';
import { manifestVersion, type RunManifest, type RunSelection } from '../store/manifest.ts';
import {
  openRecordLog,
  type RecordLog,
  readRecordLog,
  selectFinishedRecords,
} from '../store/record-log.ts';
import {
  createRunFolder,
  findRunFolder,
  type RunFolder,
  readManifest,
  writeManifest,
} from '../store/run-folder.ts';
import type { EarlierPart } from '../trial/run-trials.ts';
import { type PlannedRun, renderSelection } from './selection.ts';
import type { TerminalIo } from './terminal-io.ts';

export interface OpenedRun {
  readonly folder: RunFolder;
  readonly log: RecordLog;
  readonly planned: PlannedRun;
  readonly manifest: RunManifest;
  readonly earlier: EarlierPart;
  countEndedGroups(): number;
}

export interface OpenRunOptions {
  readonly runs: string;
  readonly config?: string;
  readonly resume?: string;
}

type PlanAgain = (
  selection: RunSelection | undefined,
  configPath: string | undefined,
) => Promise<PlannedRun>;

/**
 * Plans first, so that bad input leaves no folder behind; then opens the folder and its records.
 * @throws LoadstoneError RESUME_MISMATCH, RUN_NOT_FOUND, RUN_UNREADABLE, STORE_WRITE_FAILED
 */
export async function openMeasuredRun(
  options: OpenRunOptions,
  io: TerminalIo,
  plan: PlanAgain,
): Promise<OpenedRun> {
  const runsPath = toAbsolute(options.runs, io);
  if (options.resume !== undefined) return resumeRun(findRunFolder(runsPath, options.resume), plan);
  const planned = await plan(undefined, undefined);
  const startedAt = new Date().toISOString();
  const id = `${startedAt.slice(0, 19).replaceAll(/[-:]/g, '').replace('T', '-')}-${randomBytes(2).toString('hex')}`;
  const folder = createRunFolder(runsPath, id);
  const words = renderSelection(options.config, { ...planned.selection, seed: planned.plan.seed });
  const manifest: RunManifest = {
    ...{ manifestVersion, id, startedAt, selection: planned.selection },
    reproduceCommand: `npx loadstone run ${words}`.trimEnd(),
    ...{ experiment: planned.experiment, plan: planned.plan },
    ...{ planHash: planned.planHash, experimentHash: planned.experimentHash },
    environment: undefined,
  };
  writeManifest(folder, manifest);
  return openFolder(folder, planned, manifest);
}

async function resumeRun(folder: RunFolder, plan: PlanAgain): Promise<OpenedRun> {
  const manifest = readManifest(folder);
  const planned = await plan(manifest.selection, manifest.experiment.configPath);
  const isSame =
    planned.planHash === manifest.planHash && planned.experimentHash === manifest.experimentHash;
  if (isSame) return openFolder(folder, planned, manifest);
  throw new LoadstoneError(
    'RESUME_MISMATCH',
    `${manifest.experiment.configPath} no longer describes what run ${manifest.id} measured.`,
  );
}

function openFolder(folder: RunFolder, planned: PlannedRun, manifest: RunManifest): OpenedRun {
  const log = openRecordLog(folder.recordsPath);
  const records = selectFinishedRecords(readRecordLog(folder.recordsPath).records);
  const earlier: EarlierPart = {
    settled: records.filter((record) => record.kind === 'settled'),
    endedGroups: new Set(
      records.flatMap((record) => (record.kind === 'group-ended' ? [record.group] : [])),
    ),
    notRun: new Map(
      records.flatMap((record) =>
        record.kind === 'not-run' ? [[record.variantId, record.reason] as const] : [],
      ),
    ),
  };
  const countEndedGroups = () =>
    readRecordLog(folder.recordsPath).records.filter(({ kind }) => kind === 'group-ended').length;
  return { folder, log, planned, manifest, earlier, countEndedGroups };
}

export function toAbsolute(path: string, io: TerminalIo): string {
  return isAbsolute(path) ? path : join(io.cwd, path);
}
