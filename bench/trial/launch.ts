// Starts one variant of a group: its database, its Redis, its processes, and the check that it is what it claims.
import { mkdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import type { Message } from '../../reports/document/message.ts';
import { writeMessage } from '../../reports/document/messages/message.ts';
import { guardStateWrite } from '../disk/write-failure.ts';
import type { DriverTarget } from '../drivers/driver.ts';
import { LoadstoneError } from '../errors.ts';
import type { PlannedVariant } from '../plan/plan.ts';
import { privateFolderMode } from '../private-modes.ts';
import { tellStoreUrl } from '../reach/store-url.ts';
import { checkTarget } from '../reach/target.ts';
import type { PostgresServer } from '../services/postgres.ts';
import type { RedisServer } from '../services/redis.ts';
import { undoAll } from '../services/undo.ts';
import type { Experiment } from '../spec/experiment.ts';
import { findRecordedNames } from '../spec/recorded-names.ts';
import { type ConfigurationEcho, checkEcho } from '../target/configuration-echo.ts';
import { attachService } from '../target/given-service.ts';
import type { RunningService } from '../target/running-service.ts';
import { startService } from '../target/service.ts';
import { assertBuildProgram, assertProgram } from '../target/service-command.ts';
import { tellCause } from '../tell-failure.ts';
import type { PreparedDatabase } from './database-pool.ts';
import type { TrialContext } from './trial-context.ts';
import { buildVariantSettings, type VariantSettings } from './variant-settings.ts';

export interface LaunchedVariant {
  readonly variant: PlannedVariant;
  readonly service: RunningService;
  readonly redis: RedisServer | undefined;
  /** Name of the variant's own database; undefined where the experiment has none. */
  readonly database: string | undefined;
  /** Where the database is, past any proxy; undefined as it is. */
  readonly databaseUrl: string | undefined;
  readonly echo: ConfigurationEcho;
  stop(): Promise<void>;
}

/** Addresses of the stores; undefined where the service has none. */
export interface StoreUrls {
  readonly postgres: string | undefined;
  readonly redis: string | undefined;
}

/** What some launches add. */
interface LaunchExtras {
  /** Where the variant's database comes from; absent: made now and dropped at the stop. */
  readonly takeDatabase?: (name: string, template: string | undefined) => Promise<PreparedDatabase>;
  /** Puts something between the service and its stores; called before the service starts. */
  readonly reroute?: (urls: StoreUrls) => Promise<StoreUrls>;
  readonly env?: Readonly<Record<string, string>>;
  /** Holds only where neither the target nor a level says otherwise. */
  readonly usualEnv?: Readonly<Record<string, string>>;
}

/**
 * Launches a variant with a fresh database and fresh processes; what was started is stopped again
 * where a later step fails.
 * @throws LoadstoneError SERVICE_NOT_READY, SERVICE_DIED, PORT_TAKEN, VARIANT_NOT_AS_PLANNED,
 *   REDIS_UNAVAILABLE, POSTGRES_UNAVAILABLE, TARGET_NOT_LOOPBACK
 */
export async function launchVariant(
  context: TrialContext,
  variant: PlannedVariant,
  group: number,
  templates: ReadonlyMap<string, string>,
  extras: LaunchExtras = {},
): Promise<LaunchedVariant> {
  const { reroute = async (urls) => urls, env: extraEnv, usualEnv, takeDatabase } = extras;
  const { experiment, postgres } = context;
  const settings = buildVariantSettings(experiment, variant);
  const undo: (() => Promise<void>)[] = [];
  const stop = (): Promise<void> => undoAll(undo);
  const name = nameLaunch(context, variant, group);
  try {
    const env: Record<string, string> = {
      ...usualEnv,
      ...experiment.target.env,
      ...settings.levelEnv,
    };
    let database: string | undefined;
    let databaseUrl: string | undefined;
    if (postgres !== undefined && experiment.postgres !== undefined) {
      database = nameDatabase(context, variant, group);
      const take = takeDatabase ?? ((...asked) => makeDatabase(postgres, ...asked));
      const made = await take(database, templates.get(variant.id));
      undo.push(() => made.release());
      databaseUrl = made.url;
    }
    const redis = settings.needs.has('redis') ? await launchRedis(context, name) : undefined;
    if (redis !== undefined) undo.push(() => redis.stop());
    const urls = await reroute({ postgres: databaseUrl, redis: redis?.url });
    if (urls.postgres !== undefined && experiment.postgres !== undefined)
      env[experiment.postgres.urlEnv] = tellStoreUrl(urls.postgres);
    if (urls.redis !== undefined && experiment.redis !== undefined)
      env[experiment.redis.urlEnv] = tellStoreUrl(urls.redis);
    const { dataFolderEnv } = experiment.target;
    if (dataFolderEnv !== undefined && settings.urls.length === 0) {
      const folder = makeEmptyFolder(context, `data-${name}`);
      undo.push(async () => removeFolder(folder));
      env[dataFolderEnv] = folder;
    }
    const service = await launchService(context, settings, { ...env, ...extraEnv });
    undo.push(() => service.stop());
    const stats = await service.readStats();
    const echo = checkEcho(settings.levelEnv, stats, findRecordedNames(experiment));
    // A counter that does not answer is told now, before any load.
    await service.readRequests(stats);
    return { variant, service, redis, database, databaseUrl, echo, stop };
  } catch (thrown) {
    // What it failed for is what matters; what cannot be undone now is in the undo journal.
    await stop().catch(() => {});
    throw nameRef(thrown, settings);
  }
}

/** Says of a service of another commit which one it is. */
function nameRef(thrown: unknown, { ref }: Pick<VariantSettings, 'ref'>): unknown {
  return ref === undefined
    ? thrown
    : tellOf(thrown, (failure) => writeMessage('failure-at-ref', { ref, failure }));
}

/** The failure of a service, with what it is of; anything else as it is. */
export function tellOf(thrown: unknown, tell: (failure: Message) => Message): unknown {
  if (!(thrown instanceof LoadstoneError) || !serviceCodes.includes(thrown.code)) return thrown;
  const { code, hint, output } = thrown;
  return new LoadstoneError(code, tell(tellCause(thrown)), {
    ...{ hint, cause: thrown },
    ...(output !== undefined && { output }),
  });
}

const serviceCodes: readonly string[] = [
  ...['SERVICE_DIED', 'SERVICE_NOT_READY', 'PORT_TAKEN', 'BUILD_FAILED'],
];

function nameLaunch({ runId, plan }: TrialContext, variant: PlannedVariant, group: number): string {
  return `${runId}_${group}_${plan.variants.indexOf(variant)}`;
}

export function nameDatabase(
  context: TrialContext,
  variant: PlannedVariant,
  group: number,
): string {
  return `loadstone_run_${nameLaunch(context, variant, group).replaceAll(/[^a-z0-9]+/g, '_')}`;
}

async function makeDatabase(
  postgres: PostgresServer,
  name: string,
  template: string | undefined,
): Promise<PreparedDatabase> {
  const url = await postgres.cloneDatabase(template, name);
  return { name, url, release: () => postgres.dropDatabase(name) };
}

export function toDriverTarget({ variant, service }: LaunchedVariant): DriverTarget {
  const { baseUrl, hostHeader, moreBaseUrls, moreHostHeaders } = service;
  return {
    ...{ variantId: variant.id, baseUrl },
    ...(hostHeader !== undefined && { hostHeader }),
    ...(moreBaseUrls.length > 0 && { moreBaseUrls }),
    ...(moreHostHeaders !== undefined && moreBaseUrls.length > 0 && { moreHostHeaders }),
  };
}

async function launchRedis(context: TrialContext, name: string): Promise<RedisServer> {
  if (context.startRedis === undefined)
    throw new LoadstoneError('REDIS_UNAVAILABLE', context.noRedisReason);
  return context.startRedis(makeEmptyFolder(context, `redis-${name}`), context.placement.cache);
}

function removeFolder(path: string): void {
  rmSync(path, { recursive: true, force: true });
}

/** Empty also where a variant of the same name could not be cleared away. */
function makeEmptyFolder({ workFolder }: TrialContext, name: string): string {
  const folder = join(workFolder, name);
  removeFolder(folder);
  guardStateWrite(folder, () => mkdirSync(folder, { recursive: true, mode: privateFolderMode }));
  return folder;
}

async function launchService(
  context: TrialContext,
  settings: ReturnType<typeof buildVariantSettings>,
  env: Readonly<Record<string, string>>,
): Promise<RunningService> {
  const { target } = context.experiment;
  const { readyPath, readyTimeoutMs, statsPath, headers, counter, tls } = target;
  const counterAt =
    settings.counterUrl === undefined ? undefined : await context.pinTarget(settings.counterUrl);
  const asked = { readyPath, readyTimeoutMs, statsPath, headers, counter, counterAt, tls };
  const { urls } = settings;
  if (urls.length > 0) {
    const pinned = await Promise.all(urls.map((url) => context.pinTarget(url)));
    return attachService({ ...asked, urls, pinned });
  }
  if (settings.command === undefined) throw new Error('the target has neither command nor url');
  return startService({
    ...{ ...asked, env, scheme: target.scheme },
    ...{ command: settings.command, args: settings.args, cwd: settings.cwd },
    portEnv: target.portEnv,
    ...{ stopTimeoutMs: target.stopTimeoutMs, cpus: context.placement.service },
    journal: context.journal,
  });
}

interface LaunchFault {
  readonly variant: PlannedVariant;
  /** As the launch itself would tell it. */
  readonly error: LoadstoneError;
}

/** The variants whose program is not there, or whose addresses lead nowhere that may be loaded. */
export async function findLaunchFaults(
  experiment: Experiment,
  variants: readonly PlannedVariant[],
): Promise<readonly LaunchFault[]> {
  const faults: LaunchFault[] = [];
  for (const variant of variants) {
    try {
      await assertLaunchable(experiment, variant);
    } catch (thrown) {
      if (!(thrown instanceof LoadstoneError)) throw thrown;
      faults.push({ variant, error: thrown });
    }
  }
  return faults;
}

const otherVersionHint =
  'The checkout of another commit holds what git has, and node_modules: what else the command needs, such as a virtual environment or a compiled program, is made there by target.install or target.build.';

/** @throws LoadstoneError SERVICE_DIED, BUILD_FAILED, TARGET_NOT_LOOPBACK */
async function assertLaunchable(experiment: Experiment, variant: PlannedVariant): Promise<void> {
  const { target, allowedHosts } = experiment;
  const settings = buildVariantSettings(experiment, variant);
  const { urls, counterUrl, command, args, cwd, levelEnv } = settings;
  const addresses = counterUrl === undefined ? urls : [counterUrl, ...urls];
  try {
    for (const url of addresses) await checkTarget(url, new Set(allowedHosts));
    if (urls.length > 0 || command === undefined) return;
    const { build } = target;
    if (build !== undefined) assertBuildProgram({ command: build, cwd, env: target.env });
    const given = {
      ...{ command, args, cwd },
      ...{ env: { ...target.env, ...levelEnv }, portEnv: target.portEnv },
    };
    assertProgram(given, build !== undefined);
  } catch (thrown) {
    const named = nameRef(thrown, settings);
    const isOfRef = named !== thrown && named instanceof LoadstoneError;
    if (!isOfRef || named.code !== 'SERVICE_DIED') throw named;
    throw new LoadstoneError(named.code, named.message, { hint: otherVersionHint, cause: thrown });
  }
}
