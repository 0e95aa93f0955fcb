// From a config file to an experiment with every default resolved, or one error with every problem.

import { X509Certificate } from 'node:crypto';
import { statSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { basename, dirname, resolve } from 'node:path';
import type { DriverName } from '../drivers/registry.ts';
import { messageOf } from '../errors.ts';
import { readAllowedHosts } from '../reach/allow-list.ts';
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

/**
 * Finds, reads, checks and resolves a config.
 * @throws LoadstoneError CONFIG_NOT_FOUND, CONFIG_THROWS, CONFIG_INVALID (all problems at once),
 *   SELECTION_UNKNOWN (preset), TARGET_NOT_LOOPBACK (--allow-target)
 */
/** A command can't start in a folder that isn't there, and its own message would not name it. */
function findFolderProblems({ target }: LoadstoneConfig, folder: string): readonly ConfigProblem[] {
  if (target.cwd === undefined) return [];
  const path = resolve(folder, target.cwd);
  const isFolder = statSync(path, { throwIfNoEntry: false })?.isDirectory() === true;
  return isFolder ? [] : [buildMeaningProblem(['target', 'cwd'], `is no folder: ${path}`)];
}

export async function loadConfig(options: LoadConfigOptions): Promise<Experiment> {
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
  if (reader === undefined) throw buildConfigError(basename(configPath), problems);
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
  if (all.length > 0) throw buildConfigError(basename(configPath), all);

  const { preset } = options;
  const chosen = replaceDriver(
    preset === undefined ? config : applyPreset(config, findPreset(config, preset)),
    options.driver,
  );
  return resolveExperiment(chosen, {
    configPath,
    folder,
    env: options.env,
    allowedHosts: [...allowedHosts].sort(),
    configText: await readConfigText(configPath),
    scenarios: loaded.scenarios.filter(({ name }) => Object.hasOwn(chosen.scenarios, name)),
  });
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
    ...(faults && { faults }),
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
