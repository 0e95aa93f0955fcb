// Bench files: found by their place and name, and refused with what is wrong with them.
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { findBenchFiles, findChangedBenches, loadSuite } from './load-suite.ts';

function createTree(files: Readonly<Record<string, string>>): string {
  const root = mkdtempSync(join(tmpdir(), 'loadstone-micro-'));
  onTestFinished(() => rmSync(root, { recursive: true, force: true }));
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    writeFileSync(join(root, path), text);
  }
  return root;
}

test('a version without benchmarks has none', () => {
  expect(findBenchFiles(createTree({ 'README.md': '' }))).toEqual([]);
});

test('bench files are found in both folders, in order, and nothing else', () => {
  const root = createTree({
    'bench/tools/micro/suites/b.bench.ts': '',
    'bench/tools/micro/suites/a.bench.ts': '',
    'bench/tools/micro/suites/rows.ts': '',
    'bench/other/c.bench.ts': '',
    'server/micro/z.bench.ts': '',
  });
  expect(findBenchFiles(root)).toEqual([
    'server/micro/z.bench.ts',
    'bench/tools/micro/suites/a.bench.ts',
    'bench/tools/micro/suites/b.bench.ts',
  ]);
});

const head = `name: 'x', operation: 'one', baseline: 'a'`;

test.each([
  ['export const other = 1;', 'it exports no `suite`'],
  [`export const suite = { baseline: 'a', alternatives: [] };`, 'name or operation missing'],
  [`export const suite = { ${head} };`, 'alternatives missing'],
  [`export const suite = { ${head}, alternatives: [{}] };`, 'an alternative without a name'],
  [`export const suite = { ${head}, alternatives: [{ name: 'a' }] };`, 'without prepare'],
  [
    `const one = { name: 'a', prepare() {} };
     export const suite = { ${head}, alternatives: [one, one] };`,
    'two alternatives of one name',
  ],
  [
    `export const suite = { ${head}, alternatives: [{ name: 'b', prepare() {} }] };`,
    'no alternative is the baseline',
  ],
  [
    `export const suite = { ${head}, alternatives: [{ name: 'a', needs: 'kafka', prepare() {} }] };`,
    "needs 'kafka'",
  ],
])('%s is refused', async (text, reason) => {
  const root = createTree({ 'server/micro/x.bench.mjs': text });
  const loaded = loadSuite(root, 'server/micro/x.bench.mjs');
  await expect(loaded).rejects.toMatchObject({
    code: 'BENCH_INVALID',
    message: expect.stringContaining(reason),
  });
});

test('a benchmark has changed with its file or a helper beside it, not with another one', () => {
  const folder = 'server/micro';
  const base = { 'a.bench.ts': '1', 'b.bench.ts': '1', 'rows.ts': '1', 'rows.test.ts': '1' };
  const build = (changes: Readonly<Record<string, string>>) =>
    createTree(
      Object.fromEntries(
        Object.entries({ ...base, ...changes }).map(([name, text]) => [`${folder}/${name}`, text]),
      ),
    );
  const files = [`${folder}/a.bench.ts`, `${folder}/b.bench.ts`];
  const compare = (changes: Readonly<Record<string, string>>) => [
    ...findChangedBenches(build({}), build(changes), files),
  ];
  expect(compare({})).toEqual([]);
  expect(compare({ 'a.bench.ts': '2' })).toEqual([`${folder}/a.bench.ts`]);
  expect(compare({ 'rows.ts': '2' })).toEqual(files);
  expect(compare({ 'rows.test.ts': '2' })).toEqual([]);
  expect([...findChangedBenches(build({}), createTree({}), files)]).toEqual([]);
});

test('the suites of a version that has them in their earlier place are found and compared', () => {
  const here = createTree({ 'bench/tools/micro/suites/a.bench.ts': '1' });
  const there = createTree({ 'bench/micro/suites/a.bench.ts': '2' });
  expect(findBenchFiles(there)).toEqual(['bench/micro/suites/a.bench.ts']);
  expect([...findChangedBenches(here, there, findBenchFiles(here))]).toEqual(findBenchFiles(here));
});
