// Opens everything a run needs on this machine, and closes it again in every case.

import { createHash, randomBytes } from 'node:crypto';
import { dirname, join } from 'node:path';
import packageFile from '../../package.json' with { type: 'json' };
import type { Message } from '../../reports/document/message.ts';
import { quoteText, writeMessage } from '../../reports/document/messages/message.ts';
import type { Environment } from '../../reports/document/result.ts';
import type { Driver } from '../drivers/driver.ts';
import { createDriver } from '../drivers/registry.ts';
import { LoadstoneError } from '../errors.ts';
import { findPageBrowser, openPageBrowser } from '../pages/page-browser.ts';
import { estimateHostNeed, findServiceCpus, listGeneratorShortages } from '../plan/host-need.ts';
import type { Plan } from '../plan/plan.ts';
import { makeWorkFolder, privateFolderMode } from '../private-modes.ts';
import { readHostCapacity } from '../probes/capacity.ts';
import { readCpuTopology } from '../probes/cpu-topology.ts';
import { type MachineFacts, readMachine } from '../probes/fingerprint.ts';
import { createTargetPinner } from '../reach/target.ts';
import { readGivenUrls } from '../services/given-url.ts';
import { type Journal, openJournal } from '../services/journal.ts';
import { makeFolder, removeFolder } from '../services/made-folder.ts';
import { findPinFailure } from '../services/placement.ts';
import { type PostgresServer, startPostgres } from '../services/postgres.ts';
import { findRedis, startRedis } from '../services/redis.ts';
import { sweepDeadRuns } from '../services/sweep.ts';
import { undoAll } from '../services/undo.ts';
import type { Experiment, Placement, ResolvedPages } from '../spec/experiment.ts';
import { collectSecrets } from '../spec/secrets.ts';
import { readRunJson, removeEmptyRun, writeManifest, writeRunFile } from '../store/run-folder.ts';
import { tellCause } from '../tell-failure.ts';
import { buildVersions } from '../trial/build-versions.ts';
import {
  choosePlacement,
  describePlacement,
  listPinnableRoles,
  type PlacementChoice,
} from '../trial/placement.ts';
import { assertHostSuffices } from '../trial/preflight.ts';
import type { StoppingRule } from '../trial/stopping.ts';
import type { TrialContext, TrialListener } from '../trial/trial-context.ts';
import { readNoiseFloor } from './noise-store.ts';
import type { OpenedRun } from './opened-run.ts';
import { findStateFolder } from './state-folder.ts';
import type { TerminalIo } from './terminal-io.ts';

interface RunServices {
  readonly context: TrialContext;
  close(): Promise<void>;
}

/** A calibration that can't be read is told and left out: the run itself does not hang on it. */
function readNoiseOrNote(stateDir: string, fingerprint: string, listen: TrialListener) {
  try {
    return readNoiseFloor(stateDir, fingerprint);
  } catch (thrown) {
    if (!(thrown instanceof LoadstoneError)) throw thrown;
    listen({ kind: 'note', text: `No noise floor is used: ${thrown.message} ${thrown.hint}` });
    return undefined;
  }
}

/** What some commands bring with them. */
interface ServiceExtras {
  readonly findStopReason?: StoppingRule | undefined;
  /** Of this process, where it has one open already; the one who opened it closes it. */
  readonly journal?: Journal | undefined;
}

/**
 * Cleans up after dead runs, starts the services, and writes the manifest with the environment. Where that fails, a run
 * that is new leaves no folder behind.
 * @throws LoadstoneError RUN_BUSY, HOST_TOO_SMALL, BUILD_FAILED, DRIVER_UNAVAILABLE, POSTGRES_UNAVAILABLE, STORE_WRITE_FAILED
 */
export async function openRunServices(
  run: OpenedRun,
  listen: TrialListener,
  io: TerminalIo,
  signal: AbortSignal,
  extras: ServiceExtras = {},
): Promise<RunServices> {
  try {
    return await openServices(run, listen, io, signal, extras);
  } catch (thrown) {
    // One that never began must not be the latest run, which others mean to go on with or to report.
    if (run.manifest.environment === undefined) removeEmptyRun(run.folder);
    throw thrown;
  }
}

async function openServices(
  run: OpenedRun,
  listen: TrialListener,
  io: TerminalIo,
  signal: AbortSignal,
  { findStopReason, journal: opened }: ServiceExtras,
): Promise<RunServices> {
  const openedMs = performance.now();
  const { experiment, plan } = run.planned;
  const stateDir = findStateFolder(experiment.configPath, io);
  for (const text of await sweepDeadRuns(stateDir, await listGivenUrls(experiment)))
    listen({ kind: 'note', text });
  const journal = opened ?? openJournal(stateDir);
  const undo: (() => Promise<void> | void)[] = opened === undefined ? [() => journal.close()] : [];
  const close = (): Promise<void> => undoAll(undo);
  try {
    const machine = await readMachine(dirname(experiment.configPath));
    const { placement, swapped } = chooseAppliedPlacement(experiment, plan, listen);
    const driver = await createDriver(experiment.driver, { env: io.env, stateDir });
    const need = estimateHostNeed(experiment, plan);
    const generatorCpus = placement.generator?.length ?? machine.cpuCount;
    for (const text of [
      ...assertHostSuffices(need, readHostCapacity()),
      ...listGeneratorShortages(experiment, generatorCpus),
    ])
      listen({ kind: 'note', text });
    await buildVersions({ experiment, plan, journal, listen, signal });
    const workFolder = openWorkFolder(stateDir, journal, undo);
    const postgres = await openPostgres(experiment, placement, stateDir, journal, listen);
    if (postgres !== undefined) undo.push(() => postgres.stop());
    learnPassword(run, postgres?.buildDatabaseUrl('postgres'));
    const redis = await openRedis(experiment, journal, (url) => learnPassword(run, url));
    const versions = {
      ...(postgres && { postgres: `${postgres.version} (${postgres.origin})` }),
      ...(redis.version && { redis: redis.version }),
    };
    const environment = buildEnvironment({
      ...{ machine, placement, driver, versions },
      pinnedRoles: listPinnableRoles(experiment),
    });
    const noise = readNoiseOrNote(stateDir, environment.fingerprint, listen);
    const manifest = { ...run.manifest, environment, ...(noise && { noise }) };
    writeManifest(run.folder, manifest, run.redactor);
    const context: TrialContext = {
      ...{
        experiment,
        plan,
        runId: run.folder.id,
        epoch: run.epoch,
        driver,
        placement,
        postgres,
        journal,
        workFolder,
      },
      swappedPlacement: swapped,
      ...{ startRedis: redis.start, noRedisReason: redis.reason, signal, listen },
      ...(experiment.pages && { pageBrowser: choosePageBrowser(experiment.pages, listen) }),
      ...(findStopReason && { findStopReason }),
      pinTarget: createTargetPinner(new Set(experiment.allowedHosts)),
      data: readKeptData(run),
      keepData: (value) => keepData(run, value),
      append: (record) => run.log.append(record),
      readWallClock: () => new Date().toISOString(),
      readMonotonicMs: () => performance.now(),
      openedMs,
    };
    return { context, close };
  } catch (thrown) {
    // What it failed for is what matters; what cannot be undone now is in the undo journal.
    await close().catch(() => {});
    throw thrown;
  }
}

/** The layout of this machine; nothing is pinned where that does not work here. */
function chooseAppliedPlacement(
  experiment: Experiment,
  plan: Plan,
  listen: TrialListener,
): PlacementChoice {
  const choice = choosePlacement(
    {
      placement: experiment.placement,
      serviceCpus: findServiceCpus(experiment, plan.variants),
      generators: experiment.generators,
    },
    readCpuTopology(),
  );
  const pinned = new Set(Object.values(choice.placement).flatMap((cpus) => cpus ?? []));
  const reason = findPinFailure([...pinned]);
  if (reason === undefined) return choice;
  listen({ kind: 'note', text: `No process is pinned to CPUs: ${reason}.` });
  return choosePlacement({ placement: 'none', serviceCpus: 1 }, []);
}

/** A run without a browser measures all else, and says why it has no pages. */
function choosePageBrowser(
  pages: ResolvedPages,
  listen: TrialListener,
): NonNullable<TrialContext['pageBrowser']> {
  try {
    findPageBrowser(pages);
    return { open: openPageBrowser };
  } catch (thrown) {
    const missing = writeMessage('caveat-pages-not-visited', { cause: tellCause(thrown) });
    listen({ kind: 'note', text: missing.text });
    return { missing };
  }
}

const dataFile = 'data.json';

/** What stands in place of data that hold a secret: they are asked for again, and have to be the same. */
interface HiddenData {
  readonly hiddenDataHash: string;
}

/** A resumed run draws from the data that it began with. */
function readKeptData(run: OpenedRun): TrialContext['data'] {
  const { dataPath } = run.planned.experiment.target;
  if (dataPath === undefined || run.earlier.endedGroups.size === 0) return undefined;
  const value = readRunJson(run.folder, dataFile);
  return isHidden(value) ? undefined : { value };
}

const isHidden = (value: unknown): value is HiddenData =>
  typeof value === 'object' && value !== null && Object.keys(value).join() === 'hiddenDataHash';

/** @throws LoadstoneError RESUME_MISMATCH where a resumed run would draw from other data, STORE_WRITE_FAILED */
function keepData(
  { planned, folder, redactor, earlier, manifest }: OpenedRun,
  value: unknown,
): void {
  const text = JSON.stringify(value);
  const isSecret = JSON.stringify(redactor.value(value)) !== text || redactor.known(text) !== text;
  const hidden: HiddenData = { hiddenDataHash: planned.hasher.mark('data', text) };
  if (earlier.endedGroups.size > 0) {
    const before = readRunJson(folder, dataFile);
    if (isHidden(before) && before.hiddenDataHash !== hidden.hiddenDataHash)
      throw new LoadstoneError(
        'RESUME_MISMATCH',
        `The service gives other scenario data than run ${manifest.id} began with, which held a secret and are not kept.`,
        { hint: `Measure anew: ${manifest.reproduceCommand}` },
      );
  }
  writeRunFile(folder, dataFile, `${isSecret ? JSON.stringify(hidden) : text}\n`);
}

function openWorkFolder(
  stateDir: string,
  journal: Journal,
  undo: (() => Promise<void> | void)[],
): string {
  const name = `run-${randomBytes(4).toString('hex')}`;
  const made = makeFolder(join(makeWorkFolder(stateDir), name), journal, privateFolderMode);
  undo.push(() => removeFolder(made, journal));
  return made.path;
}

async function openPostgres(
  experiment: Experiment,
  placement: Placement,
  stateDir: string,
  journal: Journal,
  listen: TrialListener,
): Promise<PostgresServer | undefined> {
  if (experiment.postgres === undefined) return undefined;
  listen({ kind: 'preparing', text: 'starting PostgreSQL' });
  const { url, settings } = experiment.postgres;
  const allowedHosts = new Set(experiment.allowedHosts);
  const postgres = await startPostgres({
    ...{ url, allowedHosts, settings, stateDir, journal },
    cpus: placement.database,
  });
  for (const text of postgres.notes) listen({ kind: 'note', text });
  return postgres;
}

/** Of PostgreSQL and Redis, where the config or the environment gives them. */
export function listGivenUrls(experiment: Experiment): Promise<readonly string[]> {
  const { postgres, redis, allowedHosts } = experiment;
  return readGivenUrls({ postgres: postgres?.url, redis: redis?.url }, new Set(allowedHosts));
}

interface RedisChoice {
  readonly start: TrialContext['startRedis'];
  readonly reason: Message;
  readonly version: string | undefined;
}

/** A password that was drawn for a server of ours is a secret like those of the config. */
function learnPassword({ redactor }: OpenedRun, url: string | undefined): void {
  redactor.learn(collectSecrets(url));
}

async function openRedis(
  experiment: Experiment,
  journal: Journal,
  onUrl: (url: string) => void,
): Promise<RedisChoice> {
  if (experiment.redis === undefined)
    return { start: undefined, reason: writeMessage('redis-not-named'), version: undefined };
  const { url } = experiment.redis;
  const allowedHosts = new Set(experiment.allowedHosts);
  const found = await findRedis(url, allowedHosts);
  if (found.kind === 'none')
    return {
      start: undefined,
      reason: writeMessage('redis-not-found', { detail: found.reason ?? quoteText(found.detail) }),
      version: undefined,
    };
  return {
    start: async (folder, cpus) => {
      const server = await startRedis({ url, allowedHosts, folder, cpus, journal });
      onUrl(server.url);
      return server;
    },
    reason: writeMessage('redis-not-named'),
    version: found.detail,
  };
}

interface EnvironmentParts {
  readonly machine: MachineFacts;
  readonly placement: Placement;
  /** Roles whose processes are pinned at all; what is given by URL runs where it runs. */
  readonly pinnedRoles: readonly (keyof Placement)[];
  readonly driver: Driver;
  readonly versions: Readonly<Record<string, string>>;
}

/** The fingerprint leaves out what may differ between comparable runs: host name, commit, versions of Loadstone. */
function buildEnvironment(parts: EnvironmentParts): Environment {
  const { machine, versions } = parts;
  const { name, version, cannotMeasure } = parts.driver.capabilities;
  const placement = describePlacement(parts.placement);
  const { os, kernel, cpuModel, cpuCount, memoryBytes, nodeVersion, cgroup } = machine;
  const lasting = {
    os,
    kernel,
    cpuModel,
    cpuCount,
    memoryBytes,
    nodeVersion,
    cgroup,
    versions,
    placement,
    name,
    version,
  };
  return {
    fingerprint: createHash('sha256').update(JSON.stringify(lasting)).digest('hex').slice(0, 16),
    ...{ hostname: machine.hostname, os, kernel, cpuModel, cpuCount, memoryBytes, nodeVersion },
    loadstoneVersion: packageFile.version,
    gitCommit: machine.gitCommit ?? null,
    gitDirty: machine.gitDirty ?? null,
    services: versions,
    driver: { name, version, cannotMeasure },
    placement: Object.fromEntries(
      parts.pinnedRoles.flatMap((role) =>
        placement[role] === undefined ? [] : [[role, placement[role]]],
      ),
    ),
  };
}
