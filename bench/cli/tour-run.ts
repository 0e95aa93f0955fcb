// Runs the chapters of a tour one after the other; its folder tells at any time how far it has come.

import { relative } from 'node:path';
import { countOf } from '../../reports/document/messages/count.ts';
import { formatElapsed } from '../../reports/document/messages/elapsed.ts';
import { writeMessage } from '../../reports/document/messages/message.ts';
import { type ExitCode, exitCodes, LoadstoneError } from '../errors.ts';
import { divideTime, type TimeTaker } from '../plan/divide-time.ts';
import type { ResolvedTour } from '../spec/resolve-tour.ts';
import {
  createRunFolder,
  createRunId,
  findRunFolder,
  type RunFolder,
  removeRun,
} from '../store/run-folder.ts';
import {
  beginManifest,
  type ChapterState,
  listTourIds,
  openTourFolder,
  readTourManifest,
  type TourManifest,
  writeTourManifest,
} from '../store/tour-folder.ts';
import { tellCause } from '../tell-failure.ts';
import { usualRuns } from './command.ts';
import { quoteWord } from './selection.ts';
import { type TerminalIo, tellProgress } from './terminal-io.ts';
import {
  nameChapterIn,
  planChapter,
  type RunChapter,
  reportChapter,
  runChapter,
  type TourPlace,
} from './tour-chapters.ts';

export interface TourRunOptions extends TourPlace {
  readonly tour: ResolvedTour;
  /** As it is given on the command line; undefined where it is found without being named. */
  readonly config: string | undefined;
  /** As it is given on the command line; undefined: that of the config, or of the tour that is gone on with. */
  readonly budgetMs: number | undefined;
  readonly runsPath: string;
}

export interface OpenedTour {
  readonly folder: RunFolder;
  readonly manifest: TourManifest;
}

export interface EndedTour {
  readonly folder: RunFolder;
  readonly isInterrupted: boolean;
  /** Of the runs of this process, the gravest one. */
  readonly exitCode: ExitCode;
}

/** A new folder, made before the first chapter is. @throws LoadstoneError STORE_WRITE_FAILED */
export function beginTour(options: TourRunOptions, io: TerminalIo): OpenedTour {
  const { tour, configPath, runsPath, runs, config } = options;
  const budgetMs = options.budgetMs ?? tour.budgetMs;
  const startedAt = new Date((io.readNowMs ?? Date.now)()).toISOString();
  const id = createRunId(startedAt);
  const words = [
    ...['npx loadstone tour', quoteWord(tour.name)],
    config === undefined ? '' : `--config ${quoteWord(config)}`,
    tour.isQuick ? '--quick' : '',
    `--budget ${Math.ceil(budgetMs / 1_000)}s`,
    runs === usualRuns ? '' : `--runs ${quoteWord(runs)}`,
  ];
  const reproduceCommand = words.filter((word) => word !== '').join(' ');
  const folder = createRunFolder(runsPath, id, io.disk);
  const given = { id, startedAt, configPath, tour, budgetMs, reproduceCommand };
  const manifest = beginManifest(given);
  writeTourManifest(folder, manifest);
  return { folder, manifest };
}

/** The newest tour of the same config, name and length that has not ended; undefined where there is none. */
export function findOpenTour(
  { tour, configPath, runsPath }: TourRunOptions,
  io: TerminalIo,
): OpenedTour | undefined {
  for (const id of listTourIds(runsPath, io.disk)) {
    const opened = readQuietly(openTourFolder(runsPath, id, io.disk));
    const { manifest } = opened ?? {};
    const isSame =
      manifest?.configPath === configPath &&
      manifest.tour.name === tour.name &&
      manifest.tour.isQuick === tour.isQuick;
    // What was done before the newest one is over is not what somebody goes on with.
    if (isSame) return manifest.isEnded ? undefined : opened;
  }
  return undefined;
}

function readQuietly(folder: RunFolder): OpenedTour | undefined {
  try {
    return { folder, manifest: readTourManifest(folder) };
  } catch (thrown) {
    if (thrown instanceof LoadstoneError) return undefined;
    throw thrown;
  }
}

/**
 * Goes on with what is there: chapters that ended stay; others are run with what the config says now.
 * @throws LoadstoneError RESUME_MISMATCH where the tour has other chapters now
 */
export function continueTour(
  { folder, manifest }: OpenedTour,
  { tour, budgetMs = manifest.budgetMs }: TourRunOptions,
): OpenedTour {
  const read = ({ chapters }: ResolvedTour) =>
    JSON.stringify(chapters.map(({ id, run }) => [id, run]));
  if (read(manifest.tour) !== read(tour))
    throw new LoadstoneError(
      'RESUME_MISMATCH',
      `Tour ${manifest.id} has other chapters than the config has now.`,
      { hint: 'Begin another one with --new, or restore the config.' },
    );
  const chapters = manifest.chapters.map(
    (one): ChapterState =>
      one.state === 'ended'
        ? one
        : { ...one, state: one.runId === null ? 'pending' : 'running', reason: null },
  );
  return { folder, manifest: { ...manifest, tour, budgetMs, isEnded: false, chapters } };
}

/** A run may take this much longer than it was expected to before it is ended with the groups that it has. */
const timeAllowance = 1.3;

/**
 * Runs what is open, again and again the first chapter in the order of the tour that the time left holds, until there is
 * none. A chapter that fails is told, and the next one begins.
 * @param report called after each chapter, with the folder as it is then
 * @throws LoadstoneError of config and usage, before anything is measured; STORE_WRITE_FAILED
 */
export async function runTour(
  { folder, manifest: given }: OpenedTour,
  options: TourRunOptions,
  io: TerminalIo,
  signal: AbortSignal,
  report: (folder: RunFolder) => void,
): Promise<EndedTour> {
  const { tour } = options;
  const book = openBook(folder, { ...given, wasInterrupted: false });
  const runs = tour.chapters.filter((chapter): chapter is RunChapter => chapter.run !== null);
  const plans = await planOrLeave(runs, book, options, io, folder);
  const codes: ExitCode[] = [];
  for (;;) {
    if (signal.aborted) break;
    const next = chooseNext(runs, plans, book);
    if (next === undefined) break;
    const code = await runOne(next, book, options, io, signal);
    if (code !== undefined) codes.push(code);
    report(folder);
  }
  const isInterrupted = signal.aborted;
  if (isInterrupted) book.change({ wasInterrupted: true });
  else {
    leaveOut(plans, book);
    book.change({ isEnded: true });
  }
  report(folder);
  return { folder, isInterrupted, exitCode: findGravest(codes, book, isInterrupted) };
}

/** What is written down of a tour while it goes on. */
interface Book {
  state(id: string): ChapterState;
  readonly states: readonly ChapterState[];
  readonly leftMs: number;
  change(change: Partial<TourManifest>): void;
  changeChapter(id: string, change: Partial<ChapterState>): void;
}

function openBook(folder: RunFolder, given: TourManifest): Book {
  let manifest = given;
  const change = (changed: Partial<TourManifest>) => {
    manifest = { ...manifest, ...changed, changedAt: new Date().toISOString() };
    writeTourManifest(folder, manifest);
  };
  return {
    state: (id) => {
      const found = manifest.chapters.find((one) => one.id === id);
      if (found === undefined) throw new Error(`no chapter ${id}`);
      return found;
    },
    get states() {
      return manifest.chapters;
    },
    get leftMs() {
      return manifest.budgetMs - manifest.chapters.reduce((sum, { spentMs }) => sum + spentMs, 0);
    },
    change,
    changeChapter: (id, changed) =>
      change({
        chapters: manifest.chapters.map((one) => (one.id === id ? { ...one, ...changed } : one)),
      }),
  };
}

type Plans = ReadonlyMap<string, TimeTaker>;

/** Bad input leaves no folder behind of a tour that has not begun. */
async function planOrLeave(
  chapters: readonly RunChapter[],
  book: Book,
  place: TourPlace,
  io: TerminalIo,
  folder: RunFolder,
): Promise<Plans> {
  try {
    return await planAll(chapters, book, place, io);
  } catch (thrown) {
    if (book.states.every(({ runId }) => runId === null)) removeRun(folder);
    throw thrown;
  }
}

/** What a person can mend in the config is told at once; what this machine lacks is a chapter without a result. */
async function planAll(
  chapters: readonly RunChapter[],
  book: Book,
  place: TourPlace,
  io: TerminalIo,
): Promise<Plans> {
  const plans = new Map<string, TimeTaker>();
  for (const chapter of chapters) {
    if (!isOpen(book.state(chapter.id))) continue;
    try {
      const plan = await planChapter(chapter, place, io);
      plans.set(chapter.id, plan);
      book.changeChapter(chapter.id, { groupsWanted: plan.mostGroups });
    } catch (thrown) {
      if (!(thrown instanceof LoadstoneError)) throw thrown;
      if (thrown.exitCode !== exitCodes.environment) throw nameChapterIn(thrown, chapter);
      failChapter(chapter, thrown, book, io);
    }
  }
  return plans;
}

const isOpen = ({ state }: ChapterState): boolean =>
  state === 'pending' || state === 'running' || state === 'left-out';

interface NextChapter {
  readonly chapter: RunChapter;
  readonly groups: number;
  readonly budgetMs: number;
  readonly place: string;
}

/** A run that was cut off first: it keeps the groups that it was given. */
function chooseNext(
  chapters: readonly RunChapter[],
  plans: Plans,
  book: Book,
): NextChapter | undefined {
  const open = chapters.filter(({ id }) => plans.has(id) && isOpen(book.state(id)));
  const planned = open.flatMap(({ id }) => plans.get(id) ?? []);
  const started = open.find(({ id }) => book.state(id).state === 'running');
  const groups = divideTime(planned, Math.max(0, book.leftMs));
  const chapter = started ?? open.find(({ id }) => groups.has(id));
  const plan = chapter && plans.get(chapter.id);
  if (chapter === undefined || plan === undefined) return undefined;
  const given = groups.get(chapter.id) ?? plan.leastGroups;
  return {
    ...{ chapter, groups: given, budgetMs: plan.estimateMs(given) * timeAllowance },
    place: `${chapters.indexOf(chapter) + 1} of ${chapters.length}`,
  };
}

async function runOne(
  { chapter, groups, budgetMs, place }: NextChapter,
  book: Book,
  options: TourRunOptions,
  io: TerminalIo,
  signal: AbortSignal,
): Promise<ExitCode | undefined> {
  const { id, title } = chapter;
  const before = book.state(id);
  const startedMs = performance.now();
  const attempt = (resume: string | undefined) =>
    runChapter(
      chapter,
      {
        ...{ groups, budgetMs, resume },
        onOpened: ({ folder }) => book.changeChapter(id, { runId: folder.id, state: 'running' }),
      },
      options,
      io,
      signal,
    );
  const spend = () => ({ spentMs: before.spentMs + Math.round(performance.now() - startedMs) });
  const left = `${formatElapsed(Math.max(0, book.leftMs))} left`;
  tellProgress(io, `\nChapter ${place}: ${title.en} (${countOf(groups, 'group')}, ${left})`);
  try {
    const code = await resumeOrBegin(before, attempt, io);
    const isCut = code === exitCodes.interrupted && signal.aborted;
    book.changeChapter(id, { ...spend(), ...(!isCut && { state: 'ended' }) });
    return code;
  } catch (thrown) {
    if (!(thrown instanceof LoadstoneError)) throw thrown;
    book.changeChapter(id, spend());
    if (signal.aborted) return undefined;
    // Where one cannot write, the next one can't either.
    if (thrown.code === 'DISK_FULL' || thrown.code === 'STORE_WRITE_FAILED') throw thrown;
    failChapter(chapter, thrown, book, io);
    reportCut(chapter, book.state(id), options, io);
    return undefined;
  }
}

/** What had been measured until a run failed can be read; where nothing was, the reason says enough. */
function reportCut(
  chapter: RunChapter,
  { runId }: ChapterState,
  { runsPath }: TourRunOptions,
  io: TerminalIo,
): void {
  if (runId === null) return;
  try {
    const folder = findRunFolder(runsPath, runId, io.disk);
    reportChapter(chapter, folder, io);
  } catch (thrown) {
    if (!(thrown instanceof LoadstoneError)) throw thrown;
  }
}

/** A run whose config has changed since is begun anew; nothing of it would belong to the rest. */
async function resumeOrBegin(
  { id, runId }: ChapterState,
  attempt: (resume: string | undefined) => Promise<ExitCode>,
  io: TerminalIo,
): Promise<ExitCode> {
  if (runId === null) return attempt(undefined);
  tellProgress(io, `Going on with run ${runId}.`);
  try {
    return await attempt(runId);
  } catch (thrown) {
    const isGone =
      thrown instanceof LoadstoneError &&
      (thrown.code === 'RESUME_MISMATCH' || thrown.code === 'RUN_NOT_FOUND');
    if (!isGone) throw thrown;
    io.err(`Chapter ${id} begins anew: ${thrown.message}`);
    return attempt(undefined);
  }
}

function failChapter({ id }: RunChapter, thrown: LoadstoneError, book: Book, io: TerminalIo): void {
  book.changeChapter(id, { state: 'failed', reason: tellCause(thrown) });
  io.err(`Chapter ${id} has no result: ${thrown.message}\n${thrown.hint}`);
}

function leaveOut(plans: Plans, book: Book): void {
  for (const { id } of book.states.filter(isOpen)) {
    const plan = plans.get(id);
    if (plan === undefined) continue;
    const groups = plan.leastGroups;
    const reason = writeMessage('tour-left-out', {
      ...{ groups, neededMs: plan.estimateMs(groups), leftMs: Math.max(0, book.leftMs) },
    });
    book.changeChapter(id, { state: 'left-out', reason });
  }
}

/** Wrong data above all, then an interruption, then chapters without a run, then runs that are not valid. */
function findGravest(codes: readonly ExitCode[], book: Book, isInterrupted: boolean): ExitCode {
  if (codes.includes(exitCodes.wrongData)) return exitCodes.wrongData;
  if (isInterrupted) return exitCodes.interrupted;
  if (book.states.some(({ state }) => state === 'failed')) return exitCodes.environment;
  // The hard cap of a run ends it as an interruption would, and the tour has gone on.
  const others = codes.filter((code) => code !== exitCodes.ok && code !== exitCodes.interrupted);
  return others[0] ?? exitCodes.ok;
}

/** Where a file of the tour stands, as the terminal says it. */
export function showTourFile(folder: RunFolder, name: string, io: TerminalIo): string {
  return relative(io.cwd, `${folder.path}/${name}`);
}
