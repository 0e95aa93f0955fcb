// Opens the folder of a run: a new one, or an old one to go on with.
import { isAbsolute, join, relative } from 'node:path';
import { fewestGroups } from '../analysis/pairs/comparison.ts';
import { newEpochPauseMs, numberEpochs } from '../analysis/pairs/epochs.ts';
import { sortRecords } from '../analysis/run-records.ts';
import { LoadstoneError } from '../errors.ts';
import type { RunRecord } from '../measurement/records.ts';
import { withoutCycles } from '../plan/cycle.ts';
import { computePlannedEpoch, type Plan } from '../plan/plan.ts';
import { hashPlan } from '../plan/plan-hash.ts';
import { configFileNames } from '../spec/config-file.ts';
import {
  manifestVersion,
  type RunCommand,
  type RunManifest,
  type RunSelection,
  type SweepSettings,
} from '../store/manifest.ts';
import {
  openRecordLog,
  type RecordLog,
  readRecordLog,
  selectFinishedRecords,
} from '../store/record-log.ts';
import type { Redactor } from '../store/redaction.ts';
import {
  createRunFolder,
  createRunId,
  findRunFolder,
  type RunFolder,
  readManifest,
  removeEmptyRun,
  writeManifest,
} from '../store/run-folder.ts';
import type { EarlierPart } from '../trial/run-trials.ts';
import { type LiveOptions, parseLivePort, usualRuns } from './command.ts';
import { keepHashKey } from './hash-key.ts';
import { buildMismatch } from './resume-mismatch.ts';
import { type PlannedRun, quoteWord, renderSelection } from './selection.ts';
import { findStateFolder } from './state-folder.ts';
import type { TerminalIo } from './terminal-io.ts';

export interface OpenedRun {
  readonly folder: RunFolder;
  readonly log: RecordLog;
  readonly planned: PlannedRun;
  readonly manifest: RunManifest;
  readonly earlier: EarlierPart;
  /** Occasion that groups made from now on belong to, from 0. */
  readonly epoch: number;
  /** For everything that is written about the run. */
  readonly redactor: Redactor;
  countEndedGroups(): number;
  /** True where the record file holds one of this kind. */
  hasRecord(kind: RunRecord['kind']): boolean;
}

export interface OpenRunOptions extends LiveOptions {
  readonly runs: string;
  readonly config?: string;
  readonly resume?: string;
  /** Run that groups are appended to, and how many. */
  readonly more?: { readonly id: string; readonly groups: number };
  /** Asked before groups are appended, once the run is known to be of this very config. */
  readonly assertWorthIt?: (planned: PlannedRun) => void;
  /** Command that runs the same again; `run` where nothing is said. */
  readonly command?: 'run' | 'gate' | 'noise' | 'faults';
  /** For a sweep: what it was asked for, and the words that ask for it again. */
  readonly sweep?: { readonly settings: SweepSettings; readonly words: string };
  /** For faults alone: the words that ask for them again. */
  readonly faultWords?: string;
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
  if (options.more !== undefined)
    return extendRun(findRunFolder(runsPath, options.more.id, io.disk), options, io, plan);
  if (options.resume !== undefined)
    return resumeRun(findRunFolder(runsPath, options.resume, io.disk), options.command, io, plan);
  const planned = await plan(undefined, undefined);
  keepHashKey(findStateFolder(planned.experiment.configPath, io));
  const startedAt = new Date(readNowMs(io)).toISOString();
  const id = createRunId(startedAt);
  const folder = createRunFolder(runsPath, id, io.disk);
  const command = options.sweep === undefined ? (options.command ?? 'run') : 'sweep';
  const manifest: RunManifest = {
    ...{ manifestVersion, id, startedAt, selection: planned.selection },
    command,
    reproduceCommand: writeCommand(command, planned, options, options.config),
    ...(command === 'faults' && { faultsAlone: true }),
    ...(options.sweep && { sweep: options.sweep.settings }),
    ...{ experiment: planned.experiment, plan: planned.plan },
    ...{ planHash: planned.planHash, experimentHash: planned.experimentHash },
    hashKeyId: planned.hasher.keyId,
    environment: undefined,
  };
  try {
    writeManifest(folder, manifest, planned.redactor);
    return openFolder(folder, planned, manifest, io);
  } catch (thrown) {
    removeQuietly(folder);
    throw thrown;
  }
}

/** The command that measures the same again, into the same folder of runs. */
function writeCommand(
  command: RunCommand,
  { selection, plan }: PlannedRun,
  options: OpenRunOptions,
  configPath: string | undefined,
): string {
  const { groups } = selection;
  // Fewer conclude nothing, which is no reason to measure them again.
  const isJudged = command === 'run' || command === 'gate';
  const enough = isJudged && groups !== undefined ? Math.max(groups, fewestGroups) : groups;
  const words = [
    ...['npx loadstone', command, options.sweep?.words ?? options.faultWords ?? ''],
    renderSelection(configPath, { ...selection, groups: enough, seed: plan.seed }),
    options.runs === usualRuns ? '' : `--runs ${quoteWord(options.runs)}`,
    parseLivePort(options) === undefined ? '' : '--ui',
  ];
  return words.filter((word) => word !== '').join(' ');
}

/** As it is given on the command line; undefined where it is found without being named. */
function nameConfig(configPath: string, { cwd }: TerminalIo): string | undefined {
  const path = relative(cwd, configPath);
  return configFileNames.includes(path) ? undefined : path;
}

/** Of a run that never was nothing stays; why it could not be is what matters. */
function removeQuietly(folder: RunFolder): void {
  try {
    removeEmptyRun(folder);
  } catch {
    // A disk that takes no file may not let go of one either.
  }
}

/**
 * Appends groups to a run that ended. Looking again after one has seen the result is peeking, so from now on
 * the run is judged by intervals that hold at any time; groups that were planned and not run are forgotten.
 */
async function extendRun(
  folder: RunFolder,
  options: OpenRunOptions,
  io: TerminalIo,
  plan: PlanAgain,
): Promise<OpenedRun> {
  const { more } = options;
  const manifest = readComparison(folder, options.command);
  const ended = selectFinishedRecords(readRecords(folder)).filter(
    ({ kind }) => kind === 'group-ended',
  ).length;
  const selection: RunSelection = {
    ...manifest.selection,
    ...{ groups: ended + (more?.groups ?? 0), budgetMs: undefined, isAnytime: true },
  };
  const planned = keepCycles(await plan(selection, manifest.experiment.configPath), manifest);
  const isSame =
    planned.isMeasuredBy(manifest) &&
    JSON.stringify(planned.plan.groups.slice(0, ended)) ===
      JSON.stringify(manifest.plan.groups.slice(0, ended));
  if (!isSame) {
    // Their number is what was asked for now, and not what differs.
    const experiment = { ...planned.experiment, groups: manifest.experiment.groups };
    throw mismatch(manifest, { ...planned, experiment }, ended > 0);
  }
  options.assertWorthIt?.(planned);
  const { plan: longer, planHash } = planned;
  const { command = 'run', experiment } = manifest;
  const config = nameConfig(experiment.configPath, io);
  const reproduceCommand = writeCommand(command, planned, options, config);
  const extended = { ...manifest, selection, plan: longer, planHash, reproduceCommand };
  writeManifest(folder, extended, planned.redactor);
  const opened = openFolder(folder, planned, extended, io);
  // Groups were asked for whatever the run had found.
  return { ...opened, earlier: { ...opened.earlier, isComplete: false, owesQuestion: false } };
}

/** A run that was planned before there were cycles goes on without them. */
function keepCycles(planned: PlannedRun, { plan: before }: RunManifest): PlannedRun {
  if (before.groups.some(({ cycle }) => cycle !== undefined)) return planned;
  const plan = { ...planned.plan, groups: withoutCycles(planned.plan.groups) };
  return { ...planned, plan, planHash: hashPlan(plan) };
}

/** As many groups as the budget was once found to hold: what is known of their length may have changed since. */
function keepGroups({ selection, plan }: RunManifest): RunSelection {
  if (selection.budgetMs === undefined) return selection;
  return { ...selection, groups: plan.groups.length, isFitted: true };
}

function mismatch(
  manifest: RunManifest,
  planned: PlannedRun,
  hasMeasured: boolean,
): LoadstoneError {
  const { againstRefs } = manifest.selection;
  if (againstRefs !== undefined) {
    return new LoadstoneError(
      'RESUME_MISMATCH',
      `Run ${manifest.id} measured something else: the config has changed, or ${againstRefs.join(' or ')} is another commit now.`,
      { hint: `Compare anew: ${manifest.reproduceCommand}` },
    );
  }
  return buildMismatch(manifest, planned, hasMeasured);
}

/** @throws LoadstoneError USAGE where the run is a sweep or a calibration, or one that only `gate` goes on with. */
function readComparison(folder: RunFolder, command: OpenRunOptions['command']): RunManifest {
  const manifest = readManifest(folder);
  if (manifest.command === 'noise') {
    throw new LoadstoneError(
      'USAGE',
      `Run ${manifest.id} is a calibration, which nothing is appended to.`,
      { hint: `Calibrate again: ${manifest.reproduceCommand}` },
    );
  }
  if (manifest.selection.againstRefs !== undefined && command !== 'gate') {
    throw new LoadstoneError(
      'USAGE',
      `Run ${manifest.id} compares commits, which only \`gate\` checks out.`,
      { hint: `Append groups to it: loadstone gate --more ${manifest.id}` },
    );
  }
  if ((manifest.faultsAlone === true) !== (command === 'faults')) {
    const how = manifest.faultsAlone === true ? 'injects faults only' : 'compares under load';
    throw new LoadstoneError(
      'USAGE',
      `Run ${manifest.id} ${how}; another command goes on with it.`,
      {
        hint: `Go on with it: loadstone ${manifest.faultsAlone === true ? 'faults' : 'run'} --resume ${manifest.id}`,
      },
    );
  }
  if (manifest.sweep === undefined) return manifest;
  throw new LoadstoneError('USAGE', `Run ${manifest.id} is a sweep; sweeps are not resumed.`, {
    hint: `Sweep again: ${manifest.reproduceCommand}`,
  });
}

async function resumeRun(
  folder: RunFolder,
  command: OpenRunOptions['command'],
  io: TerminalIo,
  plan: PlanAgain,
): Promise<OpenedRun> {
  const manifest = readComparison(folder, command);
  const planned = keepCycles(
    await plan(keepGroups(manifest), manifest.experiment.configPath),
    manifest,
  );
  const isSame = planned.planHash === manifest.planHash && planned.isMeasuredBy(manifest);
  if (isSame) return openFolder(folder, planned, manifest, io);
  const hasMeasured = readRecords(folder).some(({ kind }) => kind === 'group-ended');
  throw mismatch(manifest, planned, hasMeasured);
}

function readRecords(folder: RunFolder): readonly RunRecord[] {
  return readRecordLog(folder.recordsPath, folder.disk).records;
}

/** What to do where no more can be written of a run; undefined of one that nothing is appended to like this. */
function describeGoingOn({ id, command, sweep, selection, faultsAlone }: RunManifest) {
  if (sweep !== undefined || command === 'noise' || selection.againstRefs !== undefined) return;
  const again = `loadstone ${faultsAlone === true ? 'faults' : 'run'} --resume ${id}`;
  return `Free some disk space; what was written before stays readable, and \`${again}\` goes on with it.`;
}

function openFolder(
  folder: RunFolder,
  planned: PlannedRun,
  manifest: RunManifest,
  io: Pick<TerminalIo, 'readNowMs'>,
): OpenedRun {
  const { redactor } = planned;
  const log = openRecordLog(folder.recordsPath, redactor, folder.disk, describeGoingOn(manifest));
  const all = readRecords(folder);
  const records = selectFinishedRecords(all);
  const last = all.at(-1);
  const earlier: EarlierPart = {
    validGroups: records.filter(
      (record) => record.kind === 'group-ended' && record.status === 'valid',
    ).length,
    calibrations: records.filter((record) => record.kind === 'calibration'),
    endedGroups: new Set(
      records.flatMap((record) => (record.kind === 'group-ended' ? [record.group] : [])),
    ),
    notRun: new Map(
      records.flatMap((record) =>
        record.kind === 'not-run' ? [[record.variantId, record.reason.text] as const] : [],
      ),
    ),
    isComplete: last?.kind === 'run-ended' && last.status === 'complete',
    owesQuestion: last?.kind === 'group-ended',
  };
  const countEndedGroups = () =>
    readRecords(folder).filter(({ kind }) => kind === 'group-ended').length;
  const hasRecord = (kind: RunRecord['kind']) =>
    readRecords(folder).some((record) => record.kind === kind);
  const epoch = findEpoch(records, planned.plan, readNowMs(io));
  return { folder, log, planned, manifest, earlier, epoch, redactor, countEndedGroups, hasRecord };
}

/**
 * Opens the folder of a run again for its next epoch, with the plan that this process has already.
 * @throws LoadstoneError RUN_UNREADABLE, STORE_WRITE_FAILED
 */
export function openNextEpoch(
  { folder, planned, manifest, epoch }: OpenedRun,
  io: TerminalIo,
): OpenedRun {
  return { ...openFolder(folder, planned, manifest, io), epoch: epoch + 1 };
}

function readNowMs({ readNowMs: read = Date.now }: Pick<TerminalIo, 'readNowMs'>): number {
  return read();
}

/**
 * The epoch of the newest group while that is not long past and the plan has more groups in it, else the next one.
 */
export function findEpoch(
  records: readonly RunRecord[],
  plan: Plan,
  nowMs: number = Date.now(),
): number {
  const { groups } = sortRecords(records);
  if (groups.length === 0) return 0;
  const latest = Math.max(...numberEpochs(groups).values());
  const ended = groups.flatMap(({ index, ended: end }) => (end === undefined ? [] : [index]));
  const next = plan.groups.find(({ index }) => !ended.includes(index));
  const plannedEpochs = ended.map((index) => computePlannedEpoch(plan, index));
  if (next !== undefined && computePlannedEpoch(plan, next.index) > Math.max(...plannedEpochs))
    return latest + 1;
  const endedMs = Math.max(
    ...groups.map(({ started, ended }) => Date.parse(ended?.at ?? started.at)),
  );
  return nowMs - endedMs >= newEpochPauseMs ? latest + 1 : latest;
}

export function toAbsolute(path: string, io: TerminalIo): string {
  return isAbsolute(path) ? path : join(io.cwd, path);
}
