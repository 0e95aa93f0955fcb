// Whether the records of a run are all still there: a report that was made of more of them is the witness.
import { join } from 'node:path';
import { realDisk } from '../disk/real-disk.ts';
import { LoadstoneError } from '../errors.ts';
import { readRecordLog, selectFinishedRecords } from './record-log.ts';
import { type RunFolder, readRunJson } from './run-folder.ts';

const hint =
  'Bring it back from a copy; result.json and report.html still hold what the run came to. Without a copy, `loadstone run --resume` with its id measures what is lost again.';

/**
 * Asked where a finished run is read, and not where it goes on.
 * @throws LoadstoneError RECORD_INVALID where the end of the records of a complete run is gone
 */
export function assertWholeRecords(folder: RunFolder): void {
  const reported = readReported(folder);
  if (reported === undefined) return;
  const { records } = readRecordLog(folder.recordsPath, folder.disk);
  const groups = selectFinishedRecords(records).filter(({ kind }) => kind === 'group-ended').length;
  // Groups that were appended since come after the record of the end.
  const hasEnd = records.some(({ kind }) => kind === 'run-ended');
  const isWhole = groups >= reported.groupsRun && (hasEnd || reported.endsByPlan);
  if (isWhole) return;
  const what =
    groups < reported.groupsRun
      ? `holds ${groups} of the ${reported.groupsRun} groups that result.json was made of`
      : 'lacks the end of a run that was complete';
  throw new LoadstoneError(
    'RECORD_INVALID',
    `${folder.recordsPath} ${what}: the end of the file is gone.`,
    { hint },
  );
}

/**
 * The same of a sweep, and of faults alone, whose documents are made anew before they are compared with the last one.
 * @throws LoadstoneError RECORD_INVALID where a run that was reported as complete is so no more
 */
export function assertStillComplete(
  folder: RunFolder,
  file: 'faults.json' | 'sweep.json',
  { status }: { readonly status: string },
): void {
  if (status === 'complete' || readRun(folder, file)?.status !== 'complete') return;
  throw new LoadstoneError(
    'RECORD_INVALID',
    `The records of ${folder.path} lack a part of what ${file} was made of: the end of a file is gone.`,
    {
      hint: `Bring them back from a copy; ${file} and the page beside it still hold what the run came to.`,
    },
  );
}

interface ReportedRun {
  readonly status?: unknown;
  readonly groupsRun?: unknown;
  readonly groupsPlanned?: unknown;
}

/** Of the last report; undefined where there is none that can be read: then it is made anew of the records. */
function readRun(folder: RunFolder, file: string): ReportedRun | undefined {
  if (!(folder.disk ?? realDisk).exists(join(folder.path, file))) return undefined;
  try {
    return (readRunJson(folder, file) as { readonly run?: ReportedRun }).run;
  } catch {
    return undefined;
  }
}

interface Reported {
  readonly groupsRun: number;
  /** True where all groups that were planned had ended, which tells a complete run, too. */
  readonly endsByPlan: boolean;
}

/** Of a run that was reported as complete; undefined of any other, and where no report can be read. */
function readReported(folder: RunFolder): Reported | undefined {
  const run = readRun(folder, 'result.json');
  if (run?.status !== 'complete' || typeof run.groupsRun !== 'number') return undefined;
  return { groupsRun: run.groupsRun, endsByPlan: run.groupsRun === run.groupsPlanned };
}
