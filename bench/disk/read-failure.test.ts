// What this user may not read is a matter of the environment, and says what to do; so is a place that cannot be written.
import { expect, test } from 'vitest';
import { buildReadFailure } from './read-failure.ts';
import { buildWriteFailure } from './write-failure.ts';

const thrown = (code: string) => Object.assign(new Error(`${code}: no`), { code });

test.each(['EACCES', 'EPERM'])('%s at reading', (code) => {
  expect(buildReadFailure('/runs/a', thrown(code))).toMatchObject({
    ...{ code: 'READ_DENIED', exitCode: 3, message: `Cannot read /runs/a: ${code}: no.` },
    hint: expect.stringContaining('ls -ld'),
  });
});

test('what is not there stays a matter of usage', () => {
  expect(buildReadFailure('/runs/a', thrown('ENOENT'))).toMatchObject({
    ...{ code: 'RUN_UNREADABLE', exitCode: 2 },
  });
});

test.each([
  ['EACCES', 'This user may not write there'],
  ['EROFS', 'That file system is read-only'],
  ['ENOENT', 'no place for files, such as /proc'],
  ['ENAMETOOLONG', 'Its name is too long'],
  ['EEXIST', 'A file stands where a folder is needed'],
  ['ENOTDIR', 'A file stands where a folder is needed'],
  ['EIO', 'Name another folder with --runs'],
])('%s at writing: %s', (code, hint) => {
  expect(buildWriteFailure('/runs', thrown(code)).hint).toContain(hint);
  expect(buildWriteFailure('/runs', thrown(code)).hint).not.toContain('disk space');
  const ofState = buildWriteFailure('/home/.loadstone', thrown(code), undefined, 'state').hint;
  expect(ofState).toContain('LOADSTONE_HOME');
  expect(ofState).not.toContain('--runs');
  expect(buildWriteFailure('/runs', thrown(code), 'mine').hint).toBe('mine');
});
