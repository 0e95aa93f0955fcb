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

interface Reported {
  readonly groupsRun: number;
  /** True where all groups that were planned had ended, which tells a complete run, too. */
  readonly endsByPlan: boolean;
}

/** Of a run that was reported as complete; undefined of any other, and where no report can be read. */
function readReported(folder: RunFolder): Reported | undefined {
  if (!(folder.disk ?? realDisk).exists(join(folder.path, 'result.json'))) return undefined;
  try {
    const { run } = readRunJson(folder, 'result.json') as {
      readonly run?: { status?: unknown; groupsRun?: unknown; groupsPlanned?: unknown };
    };
    if (run?.status !== 'complete' || typeof run.groupsRun !== 'number') return undefined;
    return { groupsRun: run.groupsRun, endsByPlan: run.groupsRun === run.groupsPlanned };
  } catch {
    // The records are read all the same, and the report is made anew of them.
    return undefined;
  }
}
