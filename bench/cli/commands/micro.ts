// `loadstone micro`: Loadstone's own micro-benchmarks, against each other or against another version.
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { MicroReport } from '../../../reports/document/micro.ts';
import { renderMicro } from '../../../reports/terminal/micro.ts';
import { type ExitCode, exitCodes, LoadstoneError } from '../../errors.ts';
import { requireOptionalPackage } from '../../optional-packages.ts';
import { makeWorkFolder } from '../../private-modes.ts';
import { readCpuTopology } from '../../probes/cpu-topology.ts';
import { tellStoreUrl } from '../../reach/store-url.ts';
import { type CheckedOutVersion, checkOutVersion } from '../../services/checkout.ts';
import { readGivenUrls } from '../../services/given-url.ts';
import { type Journal, openJournal } from '../../services/journal.ts';
import { startPostgres } from '../../services/postgres.ts';
import { findRedis, startRedis } from '../../services/redis.ts';
import { sweepDeadRuns } from '../../services/sweep.ts';
import { collectSecrets } from '../../spec/secrets.ts';
import { createRedactor } from '../../store/redaction.ts';
import { judgeMicroGate } from '../../tools/micro/build-report.ts';
import { findBenchFiles } from '../../tools/micro/load-suite.ts';
import { buildMicroPlan, leaveOut, listNeeds } from '../../tools/micro/micro-plan.ts';
import {
  listBenches,
  type MicroHost,
  type MicroProgress,
  runMicro,
  usualMeasure,
} from '../../tools/micro/run-micro.ts';
import type { MicroNeed, MicroServices } from '../../tools/micro/suite.ts';
import { choosePlacement } from '../../trial/placement.ts';
import type { AddCommand } from '../command.ts';
import { toAbsolute } from '../opened-run.ts';
import { findStateFolder } from '../state-folder.ts';
import { drawOver, printResult, type TerminalIo, tellProgress } from '../terminal-io.ts';

export const addMicro: AddCommand = (program, { io, signal, exitWith }) =>
  program
    .command('micro')
    .description("run Loadstone's own micro-benchmarks, or compare them with another commit")
    .option('--only <pattern>', "part of 'suite/alternative', * for anything")
    .option('--against <ref>', 'compare the working tree with this commit, branch or tag')
    .option('--groups <n>', 'number of groups of fresh processes', '8')
    .option('--tolerance <ratio>', 'a difference up to this counts as the same', '0.05')
    .option('--seed <n>', 'seed of the order')
    .option('--with-postgres', 'also what needs PostgreSQL')
    .option('--fail-on-slower', 'exit 1 where one is slower, 4 where that cannot be told')
    .option('--json', 'print as JSON')
    .action(async (options) => exitWith(await runMicroCommand(options, io, signal)));

interface MicroCommandOptions {
  readonly only?: string;
  /** A git ref. */
  readonly against?: string;
  readonly groups: string;
  readonly tolerance: string;
  readonly seed?: string;
  readonly withPostgres?: boolean;
  readonly failOnSlower?: boolean;
  readonly json?: boolean;
}

/** The version that this command belongs to, wherever it was called. */
const ownDir = fileURLToPath(new URL('../../../', import.meta.url));

const gateExitCodes = {
  passed: exitCodes.ok,
  slower: exitCodes.gateFailed,
  undecided: exitCodes.inconclusive,
} as const;

/**
 * Prints the table or the report document. With `--fail-on-slower` 1 where a benchmark is slower by more
 * than the tolerance, 4 where that cannot be told; else 0.
 * @throws LoadstoneError USAGE, SELECTION_EMPTY, GIT_REF_UNKNOWN, CHECKOUT_FAILED, BENCH_FAILED, RUN_BUSY, INTERRUPTED
 */
async function runMicroCommand(
  options: MicroCommandOptions,
  io: TerminalIo,
  signal: AbortSignal,
): Promise<ExitCode> {
  const settings = parseSettings(options);
  if (findBenchFiles(ownDir).length === 0)
    throw new LoadstoneError(
      'USAGE',
      'The benchmarks are of Loadstone itself and not in the package.',
      { hint: 'Run this in a clone of its repository.' },
    );
  requireOptionalPackage('tinybench', 'BENCH_FAILED', 'A micro-benchmark');
  const stateDir = findStateFolder(toAbsolute('loadstone.config.mts', io), io);
  const { LOADSTONE_POSTGRES_URL: postgres, LOADSTONE_REDIS_URL: redis } = io.env;
  const givenUrls = await readGivenUrls({ postgres, redis }, new Set());
  io.hideSecrets(createRedactor(collectSecrets(givenUrls)));
  for (const text of await sweepDeadRuns(stateDir, givenUrls)) io.err(text);
  const journal = openJournal(stateDir);
  try {
    const report = await measureVersions(options, settings, { stateDir, journal }, io, signal);
    printResult(report, options, renderMicro, io);
    return options.failOnSlower === true ? gateExitCodes[judgeMicroGate(report)] : exitCodes.ok;
  } finally {
    journal.close();
  }
}

interface MicroSettings {
  readonly groups: number;
  readonly seed: number;
  readonly toleranceRatio: number;
}

function parseSettings(options: MicroCommandOptions): MicroSettings {
  if (options.failOnSlower === true && options.against === undefined) {
    throw new LoadstoneError('USAGE', '--fail-on-slower needs --against <ref>', {
      hint: 'Alternatives of one version are meant to differ; only another version can be faster.',
    });
  }
  const groups = Number(options.groups);
  if (!Number.isInteger(groups) || groups < 1 || groups > 1_000) {
    throw new LoadstoneError('USAGE', `--groups must be 1 to 1000, not ${options.groups}`);
  }
  const toleranceRatio = Number(options.tolerance);
  if (!(toleranceRatio > 0 && toleranceRatio <= 1)) {
    const message = `--tolerance must be above 0 and at most 1, not ${options.tolerance}`;
    throw new LoadstoneError('USAGE', message, { hint: '0.05 stands for 5%.' });
  }
  const seed = Number(options.seed ?? 1);
  if (options.seed === '' || !Number.isSafeInteger(seed)) {
    throw new LoadstoneError('USAGE', `--seed must be a whole number, not ${options.seed}`);
  }
  return { groups, seed, toleranceRatio };
}

interface MicroState {
  readonly stateDir: string;
  readonly journal: Journal;
}

/** Checks the other version out where one is asked for, and takes it away again in every case. */
async function measureVersions(
  options: MicroCommandOptions,
  settings: MicroSettings,
  state: MicroState,
  io: TerminalIo,
  signal: AbortSignal,
): Promise<MicroReport> {
  const { against: ref } = options;
  if (ref === undefined) return measure(options, settings, state, undefined, io, signal);
  const other = await checkOutVersion({
    ...{ repoDir: ownDir, ref, tempDir: tmpdir(), journal: state.journal, signal },
    onStep: (text) => tellProgress(io, text),
  });
  try {
    return await measure(options, settings, state, other, io, signal);
  } finally {
    await other.remove();
  }
}

async function measure(
  options: MicroCommandOptions,
  settings: MicroSettings,
  { stateDir, journal }: MicroState,
  other: CheckedOutVersion | undefined,
  io: TerminalIo,
  signal: AbortSignal,
): Promise<MicroReport> {
  // As in a run on this machine: what is measured has a CPU that the servers beside it have not.
  const { placement } = choosePlacement({ placement: 'auto', serviceCpus: 1 }, readCpuTopology());
  const host: MicroHost = {
    ...{ hereDir: ownDir, thereDir: other?.dir, journal, signal },
    cpus: placement.generator,
  };
  const here = await listBenches(host, ownDir);
  const there = other === undefined ? undefined : await listBenches(host, other.dir);
  const plan = buildMicroPlan({ here, there, only: options.only });
  const opened = await openMicroServices(
    {
      ...{ needs: listNeeds(plan), withPostgres: options.withPostgres === true },
      ...{ stateDir, cpus: placement.service, journal },
    },
    io,
  );
  try {
    return await runMicro({
      ...settings,
      ...{ host, plan: leaveOut(plan, opened.reasons), services: opened.services },
      against: other && {
        ...{ ref: options.against ?? '', commit: other.commit, packages: other.packages },
      },
      measure: usualMeasure,
      listen: createListener(io),
    });
  } finally {
    await opened.close();
  }
}

/** A line that is drawn again on a terminal; elsewhere a line a group. */
function createListener(io: TerminalIo): (progress: MicroProgress) => void {
  const startMs = performance.now();
  let lastGroup = -1;
  return ({ group, groups, done, total }) => {
    const isNewGroup = group !== lastGroup;
    if (!io.isErrTty && !isNewGroup) return;
    const leftS = Math.ceil(((performance.now() - startMs) / done) * (total - done) * 1e-3);
    const back = drawOver(io.isErrTty && lastGroup >= 0 ? 1 : 0);
    io.err(
      `${back}group ${group + 1} of ${groups}, process ${done} of ${total}, about ${leftS} s left`,
      'drawing',
    );
    lastGroup = group;
  };
}

interface OpenedMicroServices {
  readonly services: MicroServices;
  /** Why a need is not met. */
  readonly reasons: ReadonlyMap<MicroNeed, string>;
  close(): Promise<void>;
}

interface MicroServicesOptions {
  readonly needs: ReadonlySet<MicroNeed>;
  readonly withPostgres: boolean;
  readonly stateDir: string;
  /** CPUs of the servers: other ones than those of the benchmarks, where there are others. */
  readonly cpus: readonly number[] | undefined;
  readonly journal: Journal;
}

/** Database of the micro-benchmarks, gone with the run. */
const databaseName = `loadstone_run_micro_${process.pid}`;

/**
 * Starts what is needed and there: Redis where a redis-server or a URL is found, PostgreSQL where it was
 * asked for. @throws LoadstoneError REDIS_UNAVAILABLE, POSTGRES_UNAVAILABLE
 */
async function openMicroServices(
  options: MicroServicesOptions,
  io: TerminalIo,
): Promise<OpenedMicroServices> {
  const { needs, withPostgres } = options;
  const reasons = new Map<MicroNeed, string>();
  const undo: (() => Promise<void>)[] = [];
  const close = async () => {
    for (const step of undo.splice(0).reverse()) await step();
  };
  try {
    const redisUrl = needs.has('redis') ? await openRedis(options, io, reasons, undo) : undefined;
    if (needs.has('postgres') && !withPostgres) {
      reasons.set('postgres', 'needs PostgreSQL: give --with-postgres');
    }
    const isWanted = needs.has('postgres') && withPostgres;
    const postgresUrl = isWanted ? await openPostgres(options, io, undo) : undefined;
    return { services: { redisUrl, postgresUrl }, reasons, close };
  } catch (thrown) {
    await close();
    throw thrown;
  }
}

async function openRedis(
  { stateDir, cpus, journal }: MicroServicesOptions,
  io: TerminalIo,
  reasons: Map<MicroNeed, string>,
  undo: (() => Promise<void>)[],
): Promise<string | undefined> {
  const url = io.env.LOADSTONE_REDIS_URL || undefined;
  const found = await findRedis(url);
  if (found.kind === 'none') {
    reasons.set('redis', `needs Redis: ${found.detail}`);
    return undefined;
  }
  const folder = join(makeWorkFolder(stateDir), `micro-redis-${process.pid}`);
  const redis = await startRedis({ url, folder, cpus, journal });
  undo.push(() => redis.stop());
  return tellStoreUrl(redis.url);
}

async function openPostgres(
  { stateDir, cpus, journal }: MicroServicesOptions,
  io: TerminalIo,
  undo: (() => Promise<void>)[],
): Promise<string> {
  tellProgress(io, 'starting PostgreSQL');
  const url = io.env.LOADSTONE_POSTGRES_URL || undefined;
  const postgres = await startPostgres({ url, settings: {}, stateDir, cpus, journal });
  undo.push(() => postgres.stop());
  const databaseUrl = await postgres.cloneDatabase(undefined, databaseName);
  undo.push(() => postgres.dropDatabase(databaseName));
  return tellStoreUrl(databaseUrl);
}
