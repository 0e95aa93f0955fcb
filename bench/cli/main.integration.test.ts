// The real command with configs whose code ends the process, stops for ever, or throws late: never green, never silent.
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { commandEntry, commandEnv } from '../../tests/support/command-line.ts';
import { exitCodes } from '../errors.ts';

let folder = '';
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'loadstone-end-'));
  writeFileSync(join(folder, 's.mjs'), '');
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const sound = JSON.stringify({
  name: 'x',
  target: { command: 'node s.mjs' },
  scenarios: { home: { requests: [{ path: '/' }] } },
});
let count = 0;

function run(text: string, name = 'plan') {
  count += 1;
  const file = `c${count}.mjs`;
  writeFileSync(join(folder, file), text);
  const { status, stderr, stdout } = spawnSync(
    process.execPath,
    [commandEntry, name, '--config', file],
    {
      ...{ cwd: folder, encoding: 'utf8', timeout: 120_000 },
      env: { ...process.env, ...commandEnv },
    },
  );
  return { status, said: stderr.replaceAll(file, 'FILE'), stdout };
}

test.each([
  ['export default Promise.reject(1);', 'FILE: 1 [CONFIG_THROWS]'],
  ['export default await new Promise(() => {});', 'FILE: it awaits something that never happens'],
  ['process.exit(0);', 'FILE or a module of it ended this process (exit code 0)'],
  ['process.exit(1);', 'FILE or a module of it ended this process (exit code 1)'],
  ["throw { message: 'of no error' };", 'FILE: of no error [CONFIG_THROWS]'],
  [`setTimeout(() => { throw new Error('late'); }, 5); export default ${sound};`, 'late'],
  [`Promise.reject('unhandled'); export default ${sound};`, 'started threw: unhandled'],
  ['export default { get name() { throw new Error("g"); } };', 'name: cannot be read: g'],
  ['export default new Proxy({}, { get() { throw new Error("p"); } });', 'Error: p'],
])('%s', (text, told) => {
  const { status, said } = run(text);
  expect(said).toContain(told);
  expect(said).not.toMatch(/bug of Loadstone|Warning|\[object|\n {4}at /);
  expect(status).toBe(exitCodes.usage);
});

test('a late error names the file that threw', () => {
  const { said } = run(
    `setTimeout(() => { throw new Error('late'); }, 5); export default ${sound};`,
  );
  expect(said).toMatch(/started threw \(.*FILE:1:\d+\): late \[CONFIG_THROWS\]/);
});

test('a gate is never green because its config ended the process', () => {
  const { status, said } = run('process.exit(0);', 'gate');
  expect(said).toContain('ended this process');
  expect(status).toBe(exitCodes.usage);
});

test('an exit code that the command decided on stays', () => {
  const { status, stdout } = run(
    `process.on('beforeExit', () => process.exit(77)); export default ${sound};`,
  );
  expect(stdout).toContain('x: 1 variant');
  expect(status).toBe(exitCodes.ok);
});

test.each([
  [`export default ${sound};`, exitCodes.ok],
  ["throw new Error('no config');", exitCodes.usage],
])(
  'a timer or listener of a config that goes on for ever holds up no exit code: %s',
  (text, code) => {
    const { status } = run(`setInterval(() => {}, 1_000);\n${text}`);
    expect(status).toBe(code);
  },
);
