// A full or closed standard output, and paths that cannot be written, never look like a gate that failed (exit code 1).
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { commandEntry, commandEnv } from './support/command-line.ts';

const fixture = (name: string) => join(import.meta.dirname, `../reports/fixtures/${name}.json`);

let cwd = '';
beforeAll(() => {
  cwd = mkdtempSync(join(tmpdir(), 'loadstone-streams-'));
});
afterAll(() => rmSync(cwd, { recursive: true, force: true }));

/** Runs a shell line in which $0 is Node and $1 the command's entry. */
function shell(line: string) {
  const { status, stderr } = spawnSync('bash', ['-c', line, process.execPath, commandEntry], {
    ...{ cwd, encoding: 'utf8', env: { ...process.env, ...commandEnv } },
  });
  return { status, stderr };
}

test('a full disk turns 0 into 3 and is told, and what a command has worse to say stays', () => {
  const listed = shell('"$0" "$1" list > /dev/full');
  expect(listed.status).toBe(3);
  expect(listed.stderr).toContain('standard output could not be written: ENOSPC');
  expect(shell('"$0" "$1" nonsense > /dev/full 2> /dev/full').status).toBe(2);
});

test('a reader that goes away changes no exit code', () => {
  const big = `"$0" "$1" export ${fixture('v4-complete')} --format csv`;
  expect(shell(`${big} | head -1 > /dev/null; exit "\${PIPESTATUS[0]}"`)).toEqual({
    ...{ status: 0, stderr: '' },
  });
});

test('paths that cannot be written are of the environment', () => {
  writeFileSync(join(cwd, 'a-file'), '');
  const exported = `"$0" "$1" export ${fixture('v4-complete')} --format junit --to`;
  expect(shell(`${exported} a-file/junit.xml`).status).toBe(3);
  expect(readdirSync(cwd)).toEqual(['a-file']);
});
