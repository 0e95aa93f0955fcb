// Redis for one variant: a server of its own from the binary on PATH, or a database of a given server.
import { execFile } from 'node:child_process';
import { randomBytes, randomUUID } from 'node:crypto';
import { existsSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { promisify } from 'node:util';
import type { Message } from '../../reports/document/message.ts';
import { quoteText, writeMessage, writeName } from '../../reports/document/messages/message.ts';
import { LoadstoneError, messageOf } from '../errors.ts';
import { privateFileMode, privateFolderMode } from '../private-modes.ts';
import { checkStoreUrl } from '../reach/store-url.ts';
import { awaitLastOutput, type Child, startChild } from './child.ts';
import { findFreePort } from './free-port.ts';
import { readInheritedEnv } from './inherited-env.ts';
import type { Journal } from './journal.ts';
import { makeFolder, removeFolder } from './made-folder.ts';
import { findOnPath, type Placement } from './placement.ts';
import { claimRedisDatabase, hideSecrets, openRedis } from './redis-database.ts';
import { createRevivable, type Revivable } from './revivable.ts';

export interface RedisServer {
  /** Others are told it by `tellStoreUrl`. */
  readonly url: string;
  readonly version: string;
  /**
   * Follows a revival. Undefined while the server is down, and for a given server: its CPU time
   * cannot be told apart by variant.
   */
  readonly pid: number | undefined;
  readonly origin: 'binary' | 'url';
  readonly placement: Placement;
  /** Undefined for a given server, which others may use. */
  readonly control: RedisControl | undefined;
  stop(): Promise<void>;
}

/** What a fault may do to a server that is this variant's alone. */
export interface RedisControl {
  /** Sends SIGKILL; resolves when the process is gone, and with it all keys: nothing is kept on disk. */
  kill(): Promise<void>;
  /**
   * Starts the server again, empty, on the same port; resolves when it is ready, at once where it runs.
   * @throws LoadstoneError REDIS_UNAVAILABLE
   */
  revive(): Promise<void>;
}

export interface RedisOptions {
  /** A server that is there; undefined starts one of its own. */
  readonly url: string | undefined;
  /** Hosts besides this machine on which it may be; absent: none. */
  readonly allowedHosts?: ReadonlySet<string>;
  /** Working folder of the server; made if missing, and then removed by stop. */
  readonly folder: string;
  readonly cpus: readonly number[] | undefined;
  readonly journal: Journal;
}

export interface FoundRedis {
  readonly kind: 'url' | 'binary' | 'none';
  /** What was found with its version, or why there is none. */
  readonly detail: string;
  /** Why there is none, for records; undefined where there is one. */
  readonly reason?: Message;
}

const notFound = (reason: Message): FoundRedis => ({ kind: 'none', detail: reason.text, reason });

const startTimeoutMs = 10_000;
const startAttempts = 3;
/** On a port that is to stay the same, 250 ms apart: a reconnecting client may hold it for a moment. */
const restartAttempts = 20;

async function readVersion(url: string): Promise<string> {
  const redis = await openRedis(url);
  try {
    return /^redis_version:(\S+)/m.exec(await redis.info('server'))?.[1] ?? 'unknown';
  } finally {
    redis.disconnect();
  }
}

/**
 * Tells which Redis a run would use: the given one, the binary on PATH, or none and why.
 * @throws LoadstoneError TARGET_NOT_LOOPBACK where the given one is elsewhere
 */
export async function findRedis(
  url: string | undefined,
  allowedHosts?: ReadonlySet<string>,
): Promise<FoundRedis> {
  if (url !== undefined) {
    const checked = await checkStoreUrl('redis', url, allowedHosts);
    try {
      return { kind: 'url', detail: `${hideSecrets(url)} (${await readVersion(checked)})` };
    } catch (cause) {
      return notFound(
        writeMessage('redis-silent', {
          ...{ url: writeName(hideSecrets(url)), cause: quoteText(messageOf(cause)) },
        }),
      );
    }
  }
  const binary = findOnPath('redis-server');
  if (binary === undefined) {
    return notFound(writeMessage('redis-missing'));
  }
  try {
    const { stdout } = await promisify(execFile)(binary, ['--version'], { timeout: 5_000 });
    return { kind: 'binary', detail: `${binary} (${/v=(\S+)/.exec(stdout)?.[1] ?? 'unknown'})` };
  } catch (cause) {
    return notFound(
      writeMessage('redis-not-running', {
        ...{ binary: writeName(binary), cause: quoteText(messageOf(cause)) },
      }),
    );
  }
}

/** Undefined once the server answers, else why it does not. */
async function awaitRedis(child: Child): Promise<'ready' | 'ended' | 'timed-out'> {
  const deadline = performance.now() + startTimeoutMs;
  while (performance.now() < deadline) {
    if (child.output().includes('Ready to accept connections')) return 'ready';
    if (!child.isAlive()) {
      await awaitLastOutput(child);
      return 'ended';
    }
    await sleep(5);
  }
  return 'timed-out';
}

/** A server of ours before it has a port: whoever can reach the loopback address has to know the password. */
interface OwnServer {
  readonly options: RedisOptions;
  readonly password: string;
  /** Removed with the server; a command line could be read by every user of the machine. */
  readonly configPath: string;
}

/** A value in redis.conf, whatever is in it. */
const quote = (text: string): string => `"${text.replaceAll(/["\\]/g, '\\$&')}"`;

function writeConfig({ options, password, configPath }: OwnServer, port: number): void {
  const lines = [
    ...[`port ${port}`, 'bind 127.0.0.1', 'protected-mode yes', `requirepass ${quote(password)}`],
    // Nothing is written to disk: a fork for a snapshot would show up as noise in the slices.
    ...['save ""', 'appendonly no', `dir ${quote(options.folder)}`, 'daemonize no'],
  ];
  rmSync(configPath, { force: true });
  writeFileSync(configPath, `${lines.join('\n')}\n`, { mode: privateFileMode });
}

function startBinary(port: number, server: OwnServer): Promise<Child> {
  const { options, configPath } = server;
  writeConfig(server, port);
  return startChild({
    command: ['redis-server', configPath],
    env: readInheritedEnv(),
    cwd: options.folder,
    cpus: options.cpus,
    journal: options.journal,
  });
}

/** @param keptPort the port of a server that comes back; undefined for a free one */
async function startReadyBinary(
  server: OwnServer,
  keptPort?: number,
): Promise<{ readonly child: Child; readonly port: number }> {
  let output = '';
  const attempts = keptPort === undefined ? startAttempts : restartAttempts;
  for (let attempt = 1; attempt <= attempts; attempt += 1) {
    const port = keptPort ?? (await findFreePort());
    const child = await startBinary(port, server);
    const state = await awaitRedis(child);
    if (state === 'ready') return { child, port };
    output = child.output();
    await child.end({ signal: 'SIGTERM', timeoutMs: 1_000 });
    if (!/Address already in use/i.test(output)) break;
    if (keptPort !== undefined) await sleep(250);
  }
  throw new LoadstoneError('REDIS_UNAVAILABLE', 'redis-server did not start.', { output });
}

/** Makes the server's folder where there is none, and then takes it away again. */
function prepareFolder({ folder, journal }: RedisOptions): () => void {
  if (existsSync(folder)) return () => {};
  const made = makeFolder(folder, journal, privateFolderMode);
  return () => removeFolder(made, journal);
}

/** The binary's server, with a folder that is gone again after stop. */
async function startOwnRedis(options: RedisOptions): Promise<RedisServer> {
  const found = await findRedis(undefined);
  if (found.kind !== 'binary') throw new LoadstoneError('REDIS_UNAVAILABLE', found.detail);
  const removeFolder = prepareFolder(options);
  const configPath = join(options.folder, 'redis.conf');
  const starting = { options, password: randomBytes(24).toString('base64url'), configPath };
  let server: Revivable | undefined;
  const stop = async () => {
    await server?.stop({ signal: 'SIGTERM', timeoutMs: 3_000 });
    rmSync(configPath, { force: true });
    removeFolder();
  };
  try {
    const { child, port } = await startReadyBinary(starting);
    const own = createRevivable(child, async () => (await startReadyBinary(starting, port)).child);
    server = own;
    const url = `redis://:${starting.password}@127.0.0.1:${port}`;
    return {
      url,
      version: await readVersion(url),
      get pid() {
        return own.pid;
      },
      origin: 'binary',
      placement: child.placement,
      control: {
        kill: () => own.kill({ signal: 'SIGKILL', timeoutMs: 3_000 }),
        revive: () => own.revive(),
      },
      stop,
    };
  } catch (thrown) {
    await stop();
    throw thrown;
  }
}

/** A claimed database of the given server: FLUSHDB and FLUSHALL are never sent to it. */
async function useGivenRedis(url: string, journal: Journal): Promise<RedisServer> {
  const token = randomUUID();
  const noted: string[] = [];
  const claim = await claimRedisDatabase(url, token, (databaseUrl) => {
    noted.push(databaseUrl);
    journal.addRedisDatabase(databaseUrl, token);
  });
  for (const databaseUrl of noted) {
    if (databaseUrl !== claim?.url) journal.removeRedisDatabase(databaseUrl, token);
  }
  if (claim === undefined) {
    throw new LoadstoneError(
      'REDIS_UNAVAILABLE',
      `No database of ${hideSecrets(url)} is empty, and one with keys is never used.`,
      { hint: 'Give a Redis with an empty database, or leave the URL out to start redis-server.' },
    );
  }
  return {
    url: claim.url,
    version: await readVersion(url),
    pid: undefined,
    origin: 'url',
    placement: { cpus: undefined, reason: 'Not pinned: the Redis server is a given one.' },
    control: undefined,
    async stop() {
      await claim.release();
      journal.removeRedisDatabase(claim.url, token);
    },
  };
}

/**
 * Starts or finds the Redis of one variant, empty at the start and gone after stop.
 * @throws LoadstoneError REDIS_UNAVAILABLE, TARGET_NOT_LOOPBACK
 */
export async function startRedis(options: RedisOptions): Promise<RedisServer> {
  const { allowedHosts, journal } = options;
  if (options.url === undefined) return startOwnRedis(options);
  const url = await checkStoreUrl('redis', options.url, allowedHosts);
  try {
    return await useGivenRedis(url, journal);
  } catch (cause) {
    if (cause instanceof LoadstoneError) throw cause;
    const message = `${hideSecrets(url)} does not answer: ${messageOf(cause)}`;
    throw new LoadstoneError('REDIS_UNAVAILABLE', message, { cause });
  }
}
