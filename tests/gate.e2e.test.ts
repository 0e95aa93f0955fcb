// `loadstone gate` as a CI job runs it: exit codes, files, and what is refused.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { copyGatedService, type GatedService } from './support/gated-service.ts';

let service: GatedService;
beforeAll(() => {
  service = copyGatedService();
});
afterAll(() => service.remove());

const read = (file: string) => readFileSync(join(service.cwd, file), 'utf8');
const files = ['junit=out/junit.xml', 'annotations=out/notes.txt', 'summary=out/summary.md'];
const outputs = files.flatMap((file) => ['--output', file]);

test('equal versions pass, and each gate stands on the terminal', async () => {
  const outcome = await service.loadstone('gate', '--variant', 'work=twin');
  expect(outcome.stderr).toContain('report.html');
  expect(outcome.stdout).toMatch(/^PASS: all 2 gates passed\. Closest to its limit: /m);
  expect(outcome.stdout).toContain('Gates: all 2 gates passed');
  expect(outcome.code).toBe(0);
  expect(service.readLastRun().gates.map(({ status }) => status)).toEqual(['pass', 'pass']);
});

test('a planted slowdown fails with exit code 1, and every file is written', async () => {
  const words = ['gate', '--variant', 'work=heavy', '--groups', '5', ...outputs];
  const outcome = await service.loadstone(...words);
  expect(outcome.stdout).toContain('✗ cpu-holds');
  expect(outcome.stdout).toMatch(
    /^FAIL: .* of .*heavy.* is \S+ against the baseline; required: at most \+/m,
  );
  expect(outcome.stdout).not.toContain('Keep the baseline');
  expect(outcome.code).toBe(1);
  expect(read('out/junit.xml')).toContain('<failure');
  expect(read('out/notes.txt')).toMatch(/^::error .*file=loadstone\.config\.mts,line=\d+/m);
  expect(read('out/summary.md')).toContain('cpu-holds');
});

test('wrong answers stand above every gate', async () => {
  const outcome = await service.loadstone('gate', '--variant', 'work=wrong', '--groups', '3');
  expect(outcome.code).toBe(5);
  expect(outcome.stdout).toContain('✗ answers-right');
});

test.each([
  ['no gates in the config', ['--preset', 'no-gates'], 'no gates'],
  ['a pattern that matches nothing', ['--preset', 'misspelt'], 'Did you mean "heavy"?'],
  [
    'too few groups for any outcome',
    ['--preset', 'rare-percentile', '--groups', '3'],
    '→ Take --groups 8 or more.',
  ],
  ['too few requests for a percentile', ['--preset', 'slow-load'], 'p99 needs 1,000 requests'],
  ['an output that is none', ['--output', 'junitt=x.xml'], 'Did you mean "junit"'],
])('%s: refused before anything runs', async (_, args, reason) => {
  const before = service.readLastRun().run.id;
  const outcome = await service.ask('gate', ...args);
  expect(outcome.stderr).toContain(reason);
  expect(outcome.code).toBe(2);
  expect(service.readLastRun().run.id).toBe(before);
});

test('a gate that is about nothing that was selected is named', async () => {
  const outcome = await service.loadstone('gate', '--variant', 'work=usual', '--groups', '3');
  expect(outcome.stderr).toContain('nothing that was selected is theirs: cpu-holds');
  expect(service.readLastRun().gates.map(({ gate }) => gate)).toEqual(['answers-right']);
});

test('plan says what gate refuses, and with which numbers it could end', async () => {
  const few = await service.ask('plan', '--preset', 'rare-percentile', '--groups', '3');
  expect(few.stdout).toContain('Gate rare: it cannot pass with 3 groups: 8 that all keep');
  expect(few.stdout).toContain('cannot end with exit code 0 here. Take --groups 8 or more.');
  expect(few.code).toBe(0);
  const slow = await service.ask('plan', '--preset', 'slow-load');
  expect(slow.stderr).toMatch(/gates\.p99 can never be judged: p99 needs 1,000 .* about 80 /);
  expect(slow.code).toBe(2);
});

test('too little data is no pass: exit code 4, also where it only warns and nothing passed', async () => {
  const words = ['gate', '--preset', 'rare-percentile', '--variant', 'work=twin', '--groups', '5'];
  expect((await service.loadstone(...words)).code).toBe(4);
  expect(service.readLastRun().gates[0]).toMatchObject({ outcome: 'undecided', value: null });
  const more = ['gate', '--more', 'latest', '--groups', '2', '--on-inconclusive', 'warn'];
  const outcome = await service.loadstone(...more);
  expect(outcome.stdout).toMatch(/^INCONCLUSIVE: p99\.9 latency of/m);
  expect(outcome.stdout).toContain('? rare');
  expect(outcome.code).toBe(4);
});
