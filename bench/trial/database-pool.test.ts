// Databases are made ahead and dropped behind, each once, and none is left.
import { expect, test } from 'vitest';
import { createDatabasePool } from './database-pool.ts';

function createServer() {
  const databases = new Set<string>();
  const events: string[] = [];
  let broken: string | undefined;
  return {
    databases,
    events,
    breakNext: (name: string) => {
      broken = name;
    },
    cloneDatabase: async (template: string | undefined, name: string) => {
      await new Promise((resolve) => setImmediate(resolve));
      if (name === broken) throw new Error('no room');
      databases.add(name);
      events.push(`+${name}<${template}`);
      return `postgres://server/${name}`;
    },
    dropDatabase: async (name: string) => {
      await new Promise((resolve) => setImmediate(resolve));
      if (name === broken) throw new Error('in use');
      databases.delete(name);
      events.push(`-${name}`);
    },
  };
}

test('what was begun ahead is taken and not made twice', async () => {
  const server = createServer();
  const pool = createDatabasePool(server);
  pool.prepare('a', 't');
  pool.prepare('a', 't');
  const taken = await pool.take('a', 't');
  expect(taken.url).toBe('postgres://server/a');
  expect((await pool.take('b', 't')).name).toBe('b');
  expect(server.events).toEqual(['+a<t', '+b<t']);
});

test('a database that is given up is gone once the pool has settled', async () => {
  const server = createServer();
  const pool = createDatabasePool(server);
  const taken = await pool.take('a', 't');
  await taken.release();
  expect(server.databases.has('a')).toBe(true);
  await pool.settle();
  expect(server.databases.size).toBe(0);
});

test('closing drops what nobody took, what is still being made included', async () => {
  const server = createServer();
  const pool = createDatabasePool(server);
  pool.prepare('a', 't');
  pool.prepare('b', 't');
  await pool.close();
  expect(server.databases.size).toBe(0);
  expect(server.events.toSorted()).toEqual(['+a<t', '+b<t', '-a', '-b']);
});

test('a failure is told to the one who takes it, and the name can be made again', async () => {
  const server = createServer();
  const pool = createDatabasePool(server);
  server.breakNext('a');
  pool.prepare('a', 't');
  await expect(pool.take('a', 't')).rejects.toThrow('no room');
  server.breakNext('');
  expect((await pool.take('a', 't')).name).toBe('a');
  await pool.settle();
});

test('a drop that fails is told at the next rest, once', async () => {
  const server = createServer();
  const pool = createDatabasePool(server);
  const taken = await pool.take('a', 't');
  server.breakNext('a');
  await taken.release();
  await expect(pool.settle()).rejects.toThrow('in use');
  await pool.settle();
});
