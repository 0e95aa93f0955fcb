// `loadstone open`: the report of a run or a tour in this machine's browser.
import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join, relative } from 'node:path';
import { LoadstoneError } from '../../errors.ts';
import { findRunFolder, listRunIds } from '../../store/run-folder.ts';
import { type AddCommand, runsOption } from '../command.ts';
import { toAbsolute } from '../opened-run.ts';
import { type TerminalIo, tellProgress } from '../terminal-io.ts';
import { findMeantTour } from '../tour-reports.ts';

export const addOpen: AddCommand = (program, { io }) =>
  program
    .command('open')
    .description('open the report of a run or a tour in the browser, and print where it is')
    .argument('[id]', 'id of a run or a tour, the beginning of one, or latest', 'latest')
    .addOption(runsOption())
    .option('--json', 'print where it is as JSON, and open nothing')
    .action((id, options) => openReport(id, options, io));

interface OpenOptions {
  readonly runs: string;
  readonly json?: boolean;
}

/** What a run comes to; of a run and its faults the page of the run leads to the other. */
const pageNames = ['report.html', 'sweep.html', 'faults.html', 'tour.html'];

/** @throws LoadstoneError RUN_NOT_FOUND, USAGE where it has no report */
async function openReport(wanted: string, options: OpenOptions, io: TerminalIo): Promise<void> {
  const runsPath = toAbsolute(options.runs, io);
  const tour = findMeantTour(runsPath, wanted, io);
  const newest = listRunIds(runsPath).find((id) => findPage(join(runsPath, id)) !== undefined);
  const folder = tour ?? findRunFolder(runsPath, wanted === 'latest' ? (newest ?? wanted) : wanted);
  const page = findPage(folder.path);
  if (page === undefined)
    throw new LoadstoneError('USAGE', `Run ${folder.id} has no report.`, {
      hint: `\`loadstone report ${folder.id}\` writes one, as soon as a group has ended.`,
    });
  if (options.json === true) {
    io.out(JSON.stringify({ run: folder.id, page }), 'file');
    return;
  }
  io.out(relative(io.cwd, page));
  const program = chooseOpener(io.env, process.platform);
  if (program === undefined || !(await start(program, page)))
    tellProgress(io, 'No browser was found to open it with; BROWSER may name one.');
}

function findPage(folder: string): string | undefined {
  return pageNames.map((name) => join(folder, name)).find((path) => existsSync(path));
}

/** The program and its first words; undefined on a Linux without a desktop, where nobody could see a window. */
export function chooseOpener(
  env: TerminalIo['env'],
  platform: NodeJS.Platform,
): readonly [string, ...string[]] | undefined {
  const { BROWSER, DISPLAY, WAYLAND_DISPLAY } = env;
  if (BROWSER) return [BROWSER];
  if (platform === 'darwin') return ['open'];
  // The empty word is the title of a window, which `start` takes the first quoted one for.
  if (platform === 'win32') return ['cmd', '/c', 'start', ''];
  return DISPLAY || WAYLAND_DISPLAY ? ['xdg-open'] : undefined;
}

/** False where there is no such program; the browser outlives this process. */
function start(
  [program, ...words]: readonly [string, ...string[]],
  page: string,
): Promise<boolean> {
  return new Promise((resolve) => {
    const child = spawn(program, [...words, page], { stdio: 'ignore', detached: true });
    child.once('error', () => resolve(false));
    child.once('spawn', () => {
      child.unref();
      resolve(true);
    });
  });
}
