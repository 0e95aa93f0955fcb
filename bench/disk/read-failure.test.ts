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
  ['EROFS', 'This user may not write there'],
  ['EEXIST', 'A file stands where a folder is needed'],
  ['ENOTDIR', 'A file stands where a folder is needed'],
  ['EIO', 'Free some disk space'],
])('%s at writing: %s', (code, hint) => {
  expect(buildWriteFailure('/runs', thrown(code)).hint).toContain(hint);
  expect(buildWriteFailure('/runs', thrown(code), 'mine').hint).toBe('mine');
});
