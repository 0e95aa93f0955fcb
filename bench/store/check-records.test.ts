// Records that do not belong together are refused with their line, and a cut-off run is not.
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { buildResultDocument } from './document.ts';
import type { RunFolder } from './run-folder.ts';
import { writeTestRun } from './test-manifest.ts';

let runs = '';
let folder: RunFolder;
let lines: readonly string[] = [];
beforeAll(() => {
  runs = mkdtempSync(join(tmpdir(), 'loadstone-check-'));
  folder = writeTestRun(runs);
  lines = readFileSync(folder.recordsPath, 'utf8').split('\n').slice(0, -1);
});
afterAll(() => rmSync(runs, { recursive: true, force: true }));

const judge = (changed: readonly string[]) => {
  writeFileSync(folder.recordsPath, changed.map((line) => `${line}\n`).join(''));
  return buildResultDocument(folder);
};
const findLine = (kind: string, from = 0) =>
  lines.findIndex((line, place) => place >= from && line.startsWith(`{"kind":"${kind}"`));
const change = (kind: string, edit: (text: string) => string) => {
  const place = findLine(kind);
  return lines.with(place, edit(lines[place] ?? ''));
};

test('a run that was cut off after any of its groups is judged as far as it got', () => {
  const end = findLine('group-ended', findLine('group-ended') + 1);
  expect(judge(lines.slice(0, end + 2)).run).toMatchObject({ status: 'partial', groupsRun: 2 });
  expect(judge(lines).run.status).toBe('complete');
});

test.each<[string, () => readonly string[], RegExp]>([
  [
    'a trial that is gone',
    () => lines.toSpliced(findLine('trial'), 1),
    /its trial of browse .* is not there/,
  ],
  [
    'a configuration that is gone',
    () => lines.toSpliced(findLine('treatment'), 1),
    /its configuration of .* is not there/,
  ],
  [
    'a trial that is there twice',
    () => lines.toSpliced(findLine('trial'), 0, lines[findLine('trial')] ?? ''),
    /line \d+: is the second trial/,
  ],
  ['a group without its beginning', () => lines.slice(1), /line 1: group: 0 has not begun/],
  [
    'a group that ends twice',
    () => lines.toSpliced(findLine('group-ended'), 0, lines[findLine('group-ended')] ?? ''),
    /has not begun before this line, or has ended/,
  ],
  [
    'a trial of another group',
    () => change('trial', (text) => text.replace('"group":0', '"group":5')),
    /group: 5 has not begun/,
  ],
  [
    'a variant that the plan does not know',
    () => change('trial', (text) => text.replaceAll('cache=', 'cash=')),
    /variantId: names no variant/,
  ],
  [
    'counts that the histogram does not hold',
    () =>
      change('trial', (text) =>
        text.replace(/("route":"order_list","succeeded":)\d+/, '$11000000'),
      ),
    /successLatency: holds \d+ latencies of 1000000 requests/,
  ],
  [
    'slices with more than was counted',
    () =>
      change('trial', (text) =>
        text.replace(/("counts":\{"scheduled":\d+,"succeeded":)\d+/, '$11'),
      ),
    /slices: \d+ requests succeeded, more than the 1 of counts/,
  ],
])('%s is refused', (_, build, message) => {
  const refused = expect.objectContaining({
    code: 'RECORD_INVALID',
    message: expect.stringMatching(message),
  });
  expect(() => judge(build())).toThrow(refused);
});

test('a plan that was changed is not the one of its hash', () => {
  const path = join(folder.path, 'run.json');
  const whole = readFileSync(path, 'utf8');
  judge(lines);
  writeFileSync(path, whole.replace(/("launchOrder": \[\s*)("[^"]+")(,\s*)("[^"]+")/, '$1$4$3$2'));
  expect(() => buildResultDocument(folder)).toThrow(
    /run\.json: plan: is not the one that planHash/,
  );
  writeFileSync(path, whole);
});
