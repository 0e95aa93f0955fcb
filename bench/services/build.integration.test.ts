import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { buildVersion } from './build.ts';
import { type Journal, openJournal } from './journal.ts';
import { readJournalFiles } from './journal-file.ts';

let folder: string;
let journal: Journal;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'loadstone-build-'));
  journal = openJournal(folder);
});
afterEach(() => {
  expect(readJournalFiles(folder).flatMap((file) => file.entries)).toEqual([]);
  journal.close();
  rmSync(folder, { recursive: true });
});

const build = (
  command: readonly string[],
  given: Partial<Parameters<typeof buildVersion>[0]> = {},
) =>
  buildVersion({
    ...{ command, cwd: folder, env: { SIZE: '2' }, ref: undefined, journal },
    signal: new AbortController().signal,
    ...given,
  });

test('it runs in the folder, with the variables of the service and its development packages', async () => {
  await build(['sh', '-c', 'echo "$SIZE $NODE_ENV" > made']);
  expect(readFileSync(join(folder, 'made'), 'utf8')).toBe('2 development\n');
});

test('a failure names version, command, exit code, folder and last output', async () => {
  const failing = ['sh', '-c', 'echo no such module >&2; exit 7'];
  await expect(build(failing, { ref: 'main' })).rejects.toMatchObject({
    code: 'BUILD_FAILED',
    message: `At ref main: target.build \`${failing.join(' ')}\` ended with exit code 7, in ${folder}.`,
    output: 'no such module',
  });
  await expect(build(['no-such-program-here'])).rejects.toMatchObject({ code: 'BUILD_FAILED' });
});

test('it ends where the run is interrupted', async () => {
  const interrupt = new AbortController();
  const building = build(['sh', '-c', 'touch begun; sleep 600'], { signal: interrupt.signal });
  await expect.poll(() => existsSync(join(folder, 'begun')), { timeout: 20_000 }).toBe(true);
  interrupt.abort();
  await expect(building).rejects.toMatchObject({
    code: 'INTERRUPTED',
    message: 'Interrupted while the service was built.',
  });
});
