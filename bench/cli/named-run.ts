// The run that a person names, where a tour can't be meant.
import { LoadstoneError } from '../errors.ts';
import { findRunFolder, listRunIds, type RunFolder } from '../store/run-folder.ts';
import { findTourFolder, readTourManifest } from '../store/tour-folder.ts';
import type { TerminalIo } from './terminal-io.ts';

/**
 * The folder of a run by its id, the beginning of one, or `latest`.
 * @throws LoadstoneError RUN_NOT_FOUND, READ_DENIED, USAGE where it is a tour, with the runs of its chapters
 */
export function findNamedRun(runsPath: string, wanted: string, { disk }: TerminalIo): RunFolder {
  const isRun = listRunIds(runsPath, disk).some((id) => id.startsWith(wanted));
  const tour = isRun || wanted === 'latest' ? undefined : findTourFolder(runsPath, wanted, disk);
  if (tour !== undefined) throw buildTourRefusal(tour);
  return findRunFolder(runsPath, wanted, disk);
}

/** @param tour the folder of a tour that can be read */
export function buildTourRefusal(tour: RunFolder): LoadstoneError {
  const runs = readTourManifest(tour).chapters.flatMap(({ id, runId }) =>
    runId === null ? [] : [{ id, runId }],
  );
  const [first] = runs;
  if (first === undefined)
    return new LoadstoneError(
      'USAGE',
      `${tour.id} is a tour, and no chapter of it has a run yet.`,
      {
        hint: `\`loadstone tour --resume ${tour.id}\` goes on with it.`,
      },
    );
  const list = runs.map(({ id, runId }) => `${id} ${runId}`).join(', ');
  return new LoadstoneError('USAGE', `${tour.id} is a tour; its chapters are runs: ${list}.`, {
    hint: `Name one of these runs instead, for example ${first.runId}.`,
  });
}
