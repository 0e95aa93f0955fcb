// What the service's integration tests share: a seeded database, an app in this process, real processes.
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createServer } from 'node:net';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { buildApp } from './app.ts';
import { parseConfig } from './config.ts';
import { applyIndexLevel } from './database/indexes/apply.ts';
import type { IndexLevel } from './database/indexes/level.ts';
import {
  makeScratchDatabase,
  type ScratchDatabase,
  withClient,
} from './database/scratch-database.fixture.ts';
import { loadDatabase } from './database/seed/load.ts';
import type { CrmApp } from './services.ts';

export type Env = Readonly<Record<string, string>>;

const silent = { rows: () => {}, step: () => {} };

/** A database of size XS (500 customers, 2,500 orders, 100 products) at an index level. */
export async function makeCrmDatabase(
  postgresUrl: string,
  level: IndexLevel = 'composite',
): Promise<ScratchDatabase> {
  return makeScratchDatabase(postgresUrl, await ensureTemplate(postgresUrl, level));
}

/** Loads a level once for all tests of a server: whoever asks first does it, the others wait and copy. */
async function ensureTemplate(postgresUrl: string, level: IndexLevel): Promise<string> {
  const name = `crm_xs_${level}`;
  await withClient(postgresUrl, async (client) => {
    // Released where the session ends.
    await client.query('SELECT pg_advisory_lock(hashtext($1))', [name]);
    const { rowCount } = await client.query('SELECT 1 FROM pg_database WHERE datname = $1', [name]);
    if (rowCount === 1) return;
    const database = await makeScratchDatabase(postgresUrl);
    await loadDatabase({ databaseUrl: database.url, size: 'XS', seed: 1, progress: silent });
    if (level !== 'none') {
      await applyIndexLevel({ databaseUrl: database.url, level, progress: silent });
    }
    await client.query(`ALTER DATABASE ${database.name} RENAME TO ${name}`);
  });
  return name;
}

/** The app of an environment, to be injected into. */
export function startApp(env: Env): Promise<CrmApp> {
  return buildApp(parseConfig(env));
}

/** A service in a process of its own. */
export interface ServiceProcess {
  readonly child: ChildProcess;
  readonly url: string;
  /** Everything that it wrote so far. */
  readOutput(): string;
  /** Resolves with exit code and signal, also when it ended long ago. */
  readonly ended: Promise<{ code: number | null; signal: string | null }>;
  stop(): Promise<{ code: number | null; signal: string | null }>;
}

/** A loopback port that was free a moment ago. */
export async function findFreePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  server.close();
  await once(server, 'close');
  if (address === null || typeof address === 'string') throw new Error('no port');
  return address.port;
}

/** The service as Vitest built it (tests/support/build.setup.ts), which starts in a third of the time; undefined where nothing was built. */
const built = process.env.TESTED_CRM;
const main = built ?? fileURLToPath(new URL('./main.ts', import.meta.url));
/** What starts copies of it behind a balancer. */
export const launcherMain =
  built === undefined
    ? fileURLToPath(new URL('./instances/main.ts', import.meta.url))
    : join(dirname(built), 'launcher.js');
/** What is compiled of a build goes with it. */
export const compileCache =
  built === undefined ? process.env.NODE_COMPILE_CACHE : join(dirname(built), 'compiled');

/** Starts `node server/main.ts` without waiting until it listens. */
export async function spawnService(env: Env): Promise<ServiceProcess> {
  const port = env.PORT ?? String(await findFreePort());
  const child = spawn(process.execPath, [main], {
    // Each process of it would compile the same modules.
    env: {
      PATH: process.env.PATH,
      NODE_COMPILE_CACHE: compileCache,
      ...env,
      PORT: port,
    },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let output = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream.on('data', (text: Buffer) => {
      output += text.toString();
    });
  }
  const ended = new Promise<{ code: number | null; signal: string | null }>((resolve) => {
    child.once('close', (code, signal) => resolve({ code, signal }));
  });
  return {
    ...{ child, ended, url: `http://127.0.0.1:${port}`, readOutput: () => output },
    stop: () => {
      child.kill('SIGTERM');
      return ended;
    },
  };
}

/** Starts the service and waits until it says that it listens; on another port where the free one was taken meanwhile. */
export async function startService(env: Env): Promise<ServiceProcess> {
  const service = await spawnService(env);
  let hasEnded = false;
  void service.ended.then(() => {
    hasEnded = true;
  });
  await waitUntil(() => service.readOutput().includes('crm listens on') || hasEnded);
  if (!hasEnded) return service;
  const output = service.readOutput();
  if (env.PORT === undefined && output.includes(' is taken')) return startService(env);
  throw new Error(`the service ended:\n${output}`);
}

/** Asks again every 20 ms; what never becomes true ends with the test's own time limit. */
export async function waitUntil(isTrue: () => boolean | Promise<boolean>): Promise<void> {
  while (!(await isTrue())) await new Promise((resolve) => setTimeout(resolve, 20));
}
