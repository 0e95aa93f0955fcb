// `loadstone list`: the runs and tours there are, newest first.
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { renderPlainJson } from '../../../reports/json/render-json.ts';
import { type ListedRun, renderList } from '../../../reports/terminal/list.ts';
import { LoadstoneError, messageOf } from '../../errors.ts';
import type { RunRecord } from '../../measurement/records.ts';
import { checkRunRecords } from '../../store/check-records.ts';
import { countFaultGroups } from '../../store/faults-document.ts';
import type { RunManifest } from '../../store/manifest.ts';
import { readRecordLog, selectFinishedRecords } from '../../store/record-log.ts';
import {
  findRunFolder,
  listRunIds,
  type RunFolder,
  readManifest,
  readRunJson,
} from '../../store/run-folder.ts';
import { listTourIds, openTourFolder, readTourManifest } from '../../store/tour-folder.ts';
import { assertWholeRecords } from '../../store/whole-records.ts';
import { type AddCommand, runsOption } from '../command.ts';
import { toAbsolute } from '../opened-run.ts';
import type { TerminalIo } from '../terminal-io.ts';

export const addList: AddCommand = (program, { io }) =>
  program
    .command('list')
    .description('list the runs and tours, newest first')
    .addOption(runsOption())
    .option('--json', 'print as JSON')
    .action((options) => listRuns(options, io));

interface ListOptions {
  readonly runs: string;
  readonly json?: boolean;
}

/** Prints a line a run; a damaged one is listed as such and hides no other. */
function listRuns(options: ListOptions, io: TerminalIo): void {
  const runsPath = toAbsolute(options.runs, io);
  const runs = placeTours(
    listRunIds(runsPath).map((id) => describeRun(runsPath, id)),
    listTourIds(runsPath).map((id) => describeTour(runsPath, id)),
  );
  if (options.json === true) io.out(renderPlainJson(runs), 'file');
  else io.out(renderList(runs, { widthColumns: io.widthColumns }));
}

/** A tour stands above the newest of its runs. */
function placeTours(
  runs: readonly ListedRun[],
  tours: readonly ListedTour[],
): readonly ListedRun[] {
  const all = [...runs];
  for (const { listed, runIds } of tours) {
    const ofTour = all.findIndex(({ id }) => runIds.includes(id));
    const older = all.findIndex(({ id }) => id < listed.id);
    const place = ofTour === -1 ? older : ofTour;
    all.splice(place === -1 ? all.length : place, 0, listed);
  }
  return all;
}

interface ListedTour {
  readonly listed: ListedRun;
  readonly runIds: readonly string[];
}

function describeTour(runsPath: string, id: string): ListedTour {
  const head = { id, groupsRun: 0, groupsPlanned: 0, variants: 0, validity: null };
  try {
    const { tour, chapters, startedAt, isEnded, wasInterrupted } = readTourManifest(
      openTourFolder(runsPath, id),
    );
    const ended = chapters.filter(({ state }) => state === 'ended').length;
    const listed: ListedRun = {
      ...{ ...head, name: `tour ${tour.name}${tour.isQuick ? ' (quick)' : ''}`, startedAt },
      chapters: { ended, all: chapters.length },
      status: isEnded ? 'complete' : wasInterrupted ? 'interrupted' : 'partial',
    };
    return { listed, runIds: chapters.flatMap(({ runId }) => runId ?? []) };
  } catch (thrown) {
    const why = messageOf(thrown);
    return {
      listed: { ...head, why, name: '?', startedAt: '?', status: 'unreadable' },
      runIds: [],
    };
  }
}

function describeRun(runsPath: string, id: string): ListedRun {
  try {
    const folder = findRunFolder(runsPath, id);
    const manifest = readManifest(folder);
    const { records } = readRecordLog(folder.recordsPath);
    if (manifest.faultsAlone !== true) checkRunRecords(folder.recordsPath, manifest, records);
    assertWholeRecords(folder);
    const groups = countGroups(folder, manifest, records);
    const document = documentNames.find((name) => existsSync(join(folder.path, name)));
    // That one alone is not written before a group has ended.
    if (document === 'result.json' && groups.ended === 0)
      throw new LoadstoneError('RECORD_INVALID', `What ${document} was made of is gone.`);
    const last = records.at(-1);
    // A run that was decided early has ended before its last planned group; faults alone end no run.
    const isEnded = last?.kind === 'run-ended' && manifest.faultsAlone !== true;
    const isInterrupted = last?.kind === 'run-ended' && last.status === 'interrupted';
    const { name } = manifest.experiment;
    return {
      ...{ id, name: manifest.faultsAlone === true ? `${name} · faults` : name },
      startedAt: manifest.startedAt,
      ...{ groupsRun: groups.ended, groupsPlanned: groups.planned },
      variants: manifest.plan.variants.length,
      status: isInterrupted
        ? 'interrupted'
        : isEnded || groups.ended === groups.planned
          ? 'complete'
          : 'partial',
      validity: document === undefined ? null : readValidity(folder, document),
    };
  } catch (thrown) {
    return {
      id,
      why: messageOf(thrown),
      name: '?',
      startedAt: '?',
      groupsRun: 0,
      groupsPlanned: 0,
      variants: 0,
      status: 'unreadable',
      validity: null,
    };
  }
}

/** What a run comes to; there is one of them at most, but for faults that were injected after a comparison. */
const documentNames = ['result.json', 'sweep.json', 'faults.json'];

/** As the run was judged when its report was written; `unreadable` where that can't be told: `loadstone report` makes it anew. */
function readValidity(folder: RunFolder, name: string): ListedRun['validity'] {
  try {
    const { validity } = readRunJson(folder, name) as { validity?: { status?: unknown } };
    return validity?.status === 'valid' || validity?.status === 'invalid'
      ? validity.status
      : 'unreadable';
  } catch {
    return 'unreadable';
  }
}

/** Of faults alone the groups are those of the faults. */
function countGroups(
  folder: RunFolder,
  { plan, faultsAlone }: RunManifest,
  records: readonly RunRecord[],
): ReturnType<typeof countFaultGroups> {
  if (faultsAlone === true) return countFaultGroups(folder);
  const ended = selectFinishedRecords(records).filter(({ kind }) => kind === 'group-ended').length;
  return { ended, planned: plan.groups.length };
}
