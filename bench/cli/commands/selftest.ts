// `loadstone selftest`: how truthful the load drivers are on this machine, other tools beside them.
import { renderSelftest } from '../../../reports/terminal/selftest.ts';
import { createAvailableDrivers } from '../../drivers/registry.ts';
import { type ExitCode, exitCodes, LoadstoneError } from '../../errors.ts';
import { findOptionalPackage } from '../../optional-packages.ts';
import { createAutocannonPeer } from '../../tools/selftest/autocannon-peer.ts';
import { quickCases, selftestCases } from '../../tools/selftest/cases.ts';
import { createDriverSubject } from '../../tools/selftest/driver-subject.ts';
import { runSelftest, type SelftestProgress } from '../../tools/selftest/run-selftest.ts';
import type { SelftestSubject } from '../../tools/selftest/subject.ts';
import { findWrkPeer } from '../../tools/selftest/wrk-peer.ts';
import { type AddCommand, gather } from '../command.ts';
import { toAbsolute } from '../opened-run.ts';
import { findStateFolder } from '../state-folder.ts';
import { printResult, type TerminalIo } from '../terminal-io.ts';

export const addSelftest: AddCommand = (program, { io, signal, exitWith }) =>
  program
    .command('selftest')
    .description('measure how truthful each driver is on this machine, peers included')
    .option('--driver <name>', 'only this one; may be repeated', gather)
    .option('--quick', 'four cases, in seconds')
    .option('--seed <n>', 'seed of the schedules')
    .option('--json', 'print as JSON')
    .action(async (options) => exitWith(await runSelftestCommand(options, io, signal)));

interface SelftestCommandOptions {
  /** Names of subjects; undefined takes all there are. */
  readonly driver?: readonly string[];
  readonly quick?: boolean;
  readonly seed?: string;
  readonly json?: boolean;
}

/**
 * Prints the table or the report document; 0 where our drivers keep their bounds, else 4.
 * @throws LoadstoneError SELECTION_UNKNOWN, USAGE, DRIVER_FAILED, INTERRUPTED
 */
async function runSelftestCommand(
  options: SelftestCommandOptions,
  io: TerminalIo,
  signal: AbortSignal,
): Promise<ExitCode> {
  const subjects = selectSubjects(await findSubjects(io), options.driver);
  const report = await runSelftest({
    subjects,
    cases: options.quick === true ? quickCases : selftestCases,
    seed: parseSeed(options.seed),
    listen: createListener(io),
    signal,
  });
  if (io.isErrTty) io.err('\r\u001b[2K', 'drawing');
  printResult(report, options, renderSelftest, io);
  return report.verdict === 'met' ? exitCodes.ok : exitCodes.inconclusive;
}

/** Our drivers first, then the tools that people use, where they are installed. */
async function findSubjects(io: TerminalIo): Promise<readonly SelftestSubject[]> {
  const wrk = await findWrkPeer();
  const stateDir = findStateFolder(toAbsolute('loadstone.config.mts', io), io);
  const drivers = await createAvailableDrivers({ env: io.env, stateDir }, (name, error) =>
    io.err(`Without ${name}: ${error.message} ${error.hint}`),
  );
  const raw = findOptionalPackage('autocannon') === undefined ? [] : [createAutocannonPeer()];
  const peers = [...raw, ...(wrk === undefined ? [] : [wrk])];
  return [...drivers.map(createDriverSubject), ...peers];
}

function selectSubjects(
  subjects: readonly SelftestSubject[],
  names: readonly string[] | undefined,
): readonly SelftestSubject[] {
  if (names === undefined) return subjects;
  const unknown = names.filter((name) => !subjects.some((subject) => subject.name === name));
  if (unknown.length > 0) {
    const known = subjects.map(({ name }) => `'${name}'`).join(', ');
    throw new LoadstoneError('SELECTION_UNKNOWN', `no driver called ${unknown.join(', ')}`, {
      hint: `There are ${known}.`,
    });
  }
  return subjects.filter(({ name }) => names.includes(name));
}

function parseSeed(text: string | undefined): number {
  const seed = Number(text ?? 1);
  if (text === '' || !Number.isSafeInteger(seed)) {
    throw new LoadstoneError('USAGE', `--seed must be a whole number, not ${text}`);
  }
  return seed;
}

function createListener(io: TerminalIo): (progress: SelftestProgress) => void {
  return ({ caseName, subjectName, done, total }) => {
    // A terminal that is none would get a line a run.
    if (io.isErrTty) io.err(`${done + 1} of ${total}: ${caseName}, ${subjectName}`);
  };
}
