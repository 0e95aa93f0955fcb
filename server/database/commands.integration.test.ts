import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { expect, inject, test } from 'vitest';
import { findIndexLevel } from './indexes/level.ts';
import { makeScratchDatabase, withClient } from './scratch-database.fixture.ts';

interface Outcome {
  readonly exitCode: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs one of the two commands to its end, with no environment but what is given. */
function runCommand(
  command: 'seed' | 'indexes',
  args: readonly string[],
  databaseUrl?: string,
): Promise<Outcome> {
  const script = fileURLToPath(new URL(`./${command}/main.ts`, import.meta.url));
  const env = databaseUrl === undefined ? {} : { DATABASE_URL: databaseUrl };
  return new Promise((resolve) => {
    execFile(process.execPath, [script, ...args], { env }, (error, stdout, stderr) => {
      resolve({ exitCode: error === null ? 0 : Number(error.code), stdout, stderr });
    });
  });
}

test('seed fills an empty database and indexes brings it to a level; a second time both say why not', async () => {
  const database = await makeScratchDatabase(inject('postgresUrl'));
  const seeded = await runCommand('seed', ['--size', 'XS', '--seed', '9'], database.url);
  expect(seeded.stderr).toContain('vacuum and analyze');
  expect(seeded.stdout).toMatch(/^orders +2500 rows {2}sha256 [0-9a-f]{64}$/m);
  expect(seeded.exitCode).toBe(0);

  const again = await runCommand('seed', ['--size', 'XS'], database.url);
  expect(again).toMatchObject({ exitCode: 3, stdout: '' });
  expect(again.stderr).toContain('not empty');

  const indexed = await runCommand('indexes', ['composite'], database.url);
  expect(indexed.exitCode).toBe(0);
  expect(indexed.stdout).toMatch(
    /^the database is at level composite, which takes \d+\.\d MB on disk\n$/,
  );
  expect(await withClient(database.url, findIndexLevel)).toBe('composite');
  expect((await runCommand('indexes', ['composite'], database.url)).exitCode).toBe(0);
  expect((await runCommand('indexes', ['fk'], database.url)).exitCode).toBe(3);
  await database.drop();
});

test('wrong usage is told all at once, with exit code 2', async () => {
  const seed = await runCommand('seed', ['--size', 'XXL', '--seed', 'abc']);
  expect(seed).toMatchObject({ exitCode: 2, stdout: '' });
  for (const part of ['--size', '--seed', 'DATABASE_URL is not set', 'usage:']) {
    expect(seed.stderr).toContain(part);
  }
  const indexes = await runCommand('indexes', ['hash']);
  expect(indexes).toMatchObject({ exitCode: 2, stdout: '' });
  expect(indexes.stderr).toContain(
    'none, fk, composite, covering, trigram, no-phone, segment, partial, brin, references, checks, rollup, view, not "hash"',
  );
  expect(indexes.stderr).toContain('DATABASE_URL is not set');
});

test('a database that cannot be reached, is missing or was never loaded gives exit code 3', async () => {
  const nowhere = await runCommand('seed', [], 'postgres://crm@127.0.0.1:1/crm');
  expect(nowhere.exitCode).toBe(3);
  expect(nowhere.stderr).toContain('ECONNREFUSED');
  const missing = new URL(inject('postgresUrl'));
  missing.pathname = '/no_such_database';
  const seed = await runCommand('seed', [], missing.href);
  expect(seed).toMatchObject({ exitCode: 3 });
  expect(seed.stderr).toContain('no_such_database');
  const indexes = await runCommand('indexes', ['fk'], inject('postgresUrl'));
  expect(indexes.exitCode).toBe(3);
  expect(indexes.stderr).toContain('run the seed command');
});

test('help goes to stdout and is no failure', async () => {
  expect(await runCommand('seed', ['--help'])).toMatchObject({ exitCode: 0, stderr: '' });
  expect(await runCommand('indexes', ['--help'])).toMatchObject({ exitCode: 0, stderr: '' });
});
