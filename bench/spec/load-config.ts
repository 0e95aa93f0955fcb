// From a config file to an experiment with every default resolved, or one error with every problem.

import { X509Certificate } from 'node:crypto';
import { statSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { basename, dirname, resolve } from 'node:path';
import type { DriverName } from '../drivers/registry.ts';
import { type LoadstoneError, messageOf } from '../errors.ts';
import { readAllowedHosts } from '../reach/allow-list.ts';
import { isTable } from '../table.ts';
import { findConfigFile, readConfigFile, readConfigText } from './config-file.ts';
import { findConfigProblems } from './config-problems.ts';
import type { LoadstoneConfig } from './config-schema.ts';
import { defaults } from './defaults.ts';
import { findEnvFileProblems } from './env-file.ts';
import type { Experiment } from './experiment.ts';
import { findStoreEnvProblems } from './meaning-stores.ts';
import { readPlainData } from './plain-data.ts';
import { applyPreset, findPreset } from './preset.ts';
import { buildConfigError, buildMeaningProblem, type ConfigProblem } from './problem.ts';
import { resolveGivenFaults } from './resolve-faults.ts';
import { resolveGates } from './resolve-gates.ts';
import { resolvePages } from './resolve-pages.ts';
import { resolveQuality } from './resolve-quality.ts';
import * as run from './resolve-run.ts';
import { resolveScenarios } from './resolve-scenarios.ts';
import * as parts from './resolve-target.ts';

/** A config that a program holds, in place of a file that exports it. */
export interface GivenConfig {
  readonly value: unknown;
}

/** What stands for the name of the file of such a config, in the folder that its paths are relative to. */
const givenName = '(config given to run)';

interface LoadConfigOptions {
  /** Config file, relative to `cwd`; undefined looks for the usual names there; or the config of a program. */
  readonly path: string | undefined | GivenConfig;
  readonly cwd: string;
  /** Name under `presets`; undefined takes the config as it is. */
  readonly preset: string | undefined;
  /** Driver that replaces the config's, so that the whole config is checked with it. */
  readonly driver?: DriverName | undefined;
  /** Hosts of `--allow-target`; they count where they stand in the allow-list beside the config, too. */
  readonly allowTargets?: readonly string[] | undefined;
  /** LOADSTONE_POSTGRES_URL and LOADSTONE_REDIS_URL are read, nothing else. */
  readonly env: parts.ConfigEnv;
}

/** A command can't start in a folder that isn't there, and its own message would not name it. */
function findFolderProblems({ target }: LoadstoneConfig, folder: string): readonly ConfigProblem[] {
  if (target.cwd === undefined) return [];
  const path = resolve(folder, target.cwd);
  const isFolder = statSync(path, { throwIfNoEntry: false })?.isDirectory() === true;
  return isFolder ? [] : [buildMeaningProblem(['target', 'cwd'], `is no folder: ${path}`)];
}

/**
 * Finds, reads, checks and resolves a config.
 * @throws LoadstoneError CONFIG_NOT_FOUND, CONFIG_THROWS, CONFIG_INVALID (all problems at once),
 *   SELECTION_UNKNOWN (preset), TARGET_NOT_LOOPBACK (--allow-target)
 */
export async function loadConfig(options: LoadConfigOptions): Promise<Experiment> {
  const read = await readConfig(options);
  if ('error' in read) throw read.error;
  return read.experiment;
}

/** What of a config with problems can be looked at further, so that they hide no others. */
export interface SoundRest {
  /** Without what has problems: those entries of scenarios, gates and presets, and any other part as if it were not there. */
  readonly experiment: Experiment;
  /** True where nothing is wrong with these parts of the config. */
  readonly isSound: (...keys: readonly (keyof LoadstoneConfig)[]) => boolean;
}

export type ReadConfig =
  | { readonly experiment: Experiment; readonly tours: NonNullable<LoadstoneConfig['tours']> }
  | { readonly error: LoadstoneError; readonly rest: SoundRest | undefined };

/**
 * The same, and what is sound of a config that has problems.
 * @throws LoadstoneError as `loadConfig`, where no config can be read at all
 */
export async function readConfig(options: LoadConfigOptions): Promise<ReadConfig> {
  const { path: source, cwd } = options;
  const isGiven = typeof source === 'object';
  const configPath = isGiven ? resolve(cwd, givenName) : await findConfigFile(source, cwd);
  const folder = dirname(configPath);
  const read = readPlainData(isGiven ? source.value : await readConfigFile(configPath));
  const value = replaceDriver(read.value, options.driver);
  const allowedHosts = await readAllowedHosts(options.allowTargets ?? [], folder);
  const { problems, reader } = findConfigProblems(value, allowedHosts, read.problems);
  // Parts that are misshapen have been told above and are not read below.
  const config = value as LoadstoneConfig;
  if (reader === undefined)
    return { error: buildConfigError(basename(configPath), problems), rest: undefined };
  const isDrawn =
    reader.hasNames('scenarios') && ['target.dataPath', 'seed'].every(reader.isReadable);
  const loaded = isDrawn
    ? await resolveScenarios(reader.withoutBroken(config, 'scenarios'), folder)
    : { scenarios: [], problems: [] };
  const authorities = reader.isReadable('target.tls')
    ? await findAuthorityProblems(config, folder)
    : [];
  const files = ['target', 'factors', 'services'].every(reader.isReadable)
    ? [...findEnvFileProblems(config, folder)]
    : [];
  const folders = reader.isReadable('target.cwd') ? findFolderProblems(config, folder) : [];
  const stores = reader.isReadable('services')
    ? findStoreEnvProblems(config, options.env, allowedHosts)
    : [];
  const all = [...problems, ...stores, ...authorities, ...folders, ...files, ...loaded.problems];
  const context = {
    ...{ configPath, folder, env: options.env },
    allowedHosts: [...allowedHosts].sort(),
    configText: await readConfigText(configPath),
    scenarios: loaded.scenarios,
  };
  if (all.length === 0)
    return { experiment: resolveChosen(config, options, context), tours: config.tours ?? {} };
  const error = buildConfigError(basename(configPath), all);
  return { error, rest: findSoundRest(config, all, options, context) };
}

/** Laid under the preset and resolved. @throws LoadstoneError SELECTION_UNKNOWN */
function resolveChosen(
  config: LoadstoneConfig,
  { preset, driver }: Pick<LoadConfigOptions, 'preset' | 'driver'>,
  context: ResolveContext,
): Experiment {
  const chosen = replaceDriver(
    preset === undefined ? config : applyPreset(config, findPreset(config, preset)),
    driver,
  );
  const isChosen = ({ name }: Experiment['scenarios'][number]) =>
    Object.hasOwn(chosen.scenarios, name);
  return resolveExperiment(chosen, { ...context, scenarios: context.scenarios.filter(isChosen) });
}

/** Without these sound nothing can be said of what would be started. */
const neededParts = ['target', 'factors', 'baseline', 'design'] as const;
const entryTables = ['scenarios', 'gates', 'presets'] as const;

/** Undefined where what is broken would bring problems that only follow from it. */
function findSoundRest(
  config: LoadstoneConfig,
  problems: readonly ConfigProblem[],
  options: Pick<LoadConfigOptions, 'preset' | 'driver'>,
  context: ResolveContext,
): SoundRest | undefined {
  const { preset } = options;
  // What is wrong in the preset is wrong in the part that it lies over.
  const places = problems.map(({ path }) =>
    path[0] === 'presets' && path[1] === preset ? path.slice(2) : path,
  );
  const broken = new Set(places.map(([key]) => String(key)));
  const isSound = (...keys: readonly string[]) => !keys.some((key) => broken.has(key));
  if (!isSound(...neededParts) || places.some(([key]) => key === undefined)) return undefined;
  const dropped = (key: string, name: string) =>
    places.some(([table, entry]) => table === key && (entry === undefined || entry === name));
  const kept = Object.entries(config).flatMap(([key, part]): readonly [string, unknown][] => {
    if (isSound(key)) return [[key, part]];
    if (!entryTables.some((table) => table === key) || !isTable(part)) return [];
    return [
      [key, Object.fromEntries(Object.entries(part).filter(([name]) => !dropped(key, name)))],
    ];
  });
  const { scenarios = {}, ...others } = Object.fromEntries(kept) as Partial<LoadstoneConfig>;
  const rest = { name: '', target: config.target, ...others, scenarios };
  try {
    return { experiment: resolveChosen(rest, options, context), isSound };
  } catch {
    // Then the problems that are told are in the way of anything else.
    return undefined;
  }
}

function replaceDriver<Config>(config: Config, driver: DriverName | undefined): Config {
  const isTable = typeof config === 'object' && config !== null;
  return driver === undefined || !isTable ? config : { ...config, driver };
}

interface ResolveContext {
  readonly configPath: string;
  readonly folder: string;
  readonly env: parts.ConfigEnv;
  readonly allowedHosts: readonly string[];
  readonly configText: string | undefined;
  readonly scenarios: Experiment['scenarios'];
}

function resolveExperiment(config: LoadstoneConfig, context: ResolveContext): Experiment {
  const { configPath, folder, env, scenarios, allowedHosts } = context;
  const faults = resolveGivenFaults(config);
  const cycles = run.resolveCycles(config);
  const pages = resolvePages(config, folder);
  const quality = resolveQuality(config);
  return {
    name: config.name,
    description: config.description ?? defaults.description,
    configPath,
    factors: parts.resolveFactors(config, folder),
    baseline: config.baseline ?? {},
    design: run.resolveDesign(config),
    target: parts.resolveTarget(config, folder),
    postgres: parts.resolvePostgres(config, env),
    redis: parts.resolveRedis(config, env),
    scenarios,
    loads: run.resolveLoads(config),
    driver: config.driver ?? defaults.driver,
    ...((config.generators ?? defaults.generators) > 1 && { generators: config.generators }),
    groups: config.groups ?? defaults.groups,
    seed: config.seed ?? defaults.seed,
    slices: run.resolveSlices(config),
    warmup: run.resolveWarmup(config),
    phase: config.phase ?? defaults.phase,
    toleranceRatio: config.toleranceRatio ?? defaults.toleranceRatio,
    requestTimeoutMs: config.requestTimeoutMs ?? defaults.requestTimeoutMs,
    ...(config.percentilesBy === 'groups' && { percentilesBy: config.percentilesBy }),
    bodyCheckRatio: config.bodyCheckRatio ?? defaults.bodyCheckRatio,
    parity: { ...defaults.parity, ...config.parity },
    placement: run.resolvePlacement(config),
    ...(cycles && { cycles }),
    limits: run.resolveLimits(config),
    gates: resolveGates(config, context.configText),
    ...(pages && { pages }),
    ...(faults && { faults }),
    ...(quality && { quality }),
    ...(config.prices && { prices: config.prices }),
    ...(config.record && { record: config.record }),
    ...(allowedHosts.length > 0 && { allowedHosts }),
  };
}

/** The one problem of `target.tls.ca`, or none. */
async function findAuthorityProblems(
  { target }: LoadstoneConfig,
  folder: string,
): Promise<readonly ConfigProblem[]> {
  const ca = target.tls?.ca;
  if (ca === undefined) return [];
  const fault = await findFileFault(resolve(folder, ca));
  return fault === undefined ? [] : [buildMeaningProblem(['target', 'tls', 'ca'], fault)];
}

async function findFileFault(path: string): Promise<string | undefined> {
  let text: string;
  try {
    text = await readFile(path, 'utf8');
  } catch (thrown) {
    return `cannot be read: ${messageOf(thrown)}`;
  }
  try {
    new X509Certificate(text);
    return undefined;
  } catch {
    return `holds no certificate in PEM form: ${path}`;
  }
}
