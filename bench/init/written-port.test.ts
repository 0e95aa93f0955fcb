// A port that stands in a script is told by its text; a script that may learn its port is left alone.
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { findWrittenPort } from './written-port.ts';

let folder = '';
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'loadstone-port-'));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

function find(name: string, text: string, command = ['node', name]) {
  writeFileSync(join(folder, name), text);
  return findWrittenPort(command, folder);
}

test('the line with the port is told', () => {
  expect(find('a.mjs', "import h from 'node:http';\nh.createServer(f).listen(3000);")).toBe(
    'a.mjs:2 has port 3000 and reads no environment',
  );
  expect(find('a.py', 'app.run(port=5000)', ['python3', 'a.py'])).toContain('port 5000');
});

test.each([
  ['reads its port', 'h.listen(process.env.PORT ?? 3000)'],
  ['takes it from a module', "import config from './config.js'; const port = 3000;"],
  ['has none', 'h.listen(port)'],
])('a script that %s is not told', (_, text) => {
  expect(find('b.mjs', text)).toBeUndefined();
});

test('what is no script, or not there, is not told', () => {
  expect(findWrittenPort(['sh', '-c', 'node a.mjs'], folder)).toBeUndefined();
  expect(findWrittenPort(['node', 'nope.mjs'], folder)).toBeUndefined();
  expect(findWrittenPort(['./service'], folder)).toBeUndefined();
});
