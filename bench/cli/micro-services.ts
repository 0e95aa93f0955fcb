// Brings the servers that micro-benchmarks need, or the reason why one is not there.
import { join } from 'node:path';
import type { MicroNeed, MicroServices } from '../micro/suite.ts';
import { makeWorkFolder } from '../private-modes.ts';
import { tellStoreUrl } from '../reach/store-url.ts';
import type { Journal } from '../services/journal.ts';
import { startPostgres } from '../services/postgres.ts';
import { findRedis, startRedis } from '../services/redis.ts';
import type { TerminalIo } from './terminal-io.ts';

export interface OpenedMicroServices {
  readonly services: MicroServices;
  /** Why a need is not met. */
  readonly reasons: ReadonlyMap<MicroNeed, string>;
  close(): Promise<void>;
}

export interface MicroServicesOptions {
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
export async function openMicroServices(
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
  io.err('starting PostgreSQL');
  const url = io.env.LOADSTONE_POSTGRES_URL || undefined;
  const postgres = await startPostgres({ url, settings: {}, stateDir, cpus, journal });
  undo.push(() => postgres.stop());
  const databaseUrl = await postgres.cloneDatabase(undefined, databaseName);
  undo.push(() => postgres.dropDatabase(databaseName));
  return tellStoreUrl(databaseUrl);
}
