import { createHash } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import type { RunManifest } from '../store/manifest.ts';
import { keepHashKey } from './hash-key.ts';
import { buildPaceKey, keepPace } from './pace-store.ts';
import { parseDurationMs, parseSelection, planRun, renderSelection } from './selection.ts';
import type { TerminalIo } from './terminal-io.ts';

test.each([
  ['90s', 90_000],
  ['10m', 600_000],
  ['1.5h', 5_400_000],
])('%s is %i ms', (text, expected) => {
  expect(parseDurationMs('--budget', text)).toBe(expected);
});

test.each(['10', '0s', '-5m', '5 m', 'm', '1d'])('%j is no time', (text) => {
  expect(() => parseDurationMs('--budget', text)).toThrow(/--budget takes a time/);
});

test.each([['0'], ['1.5'], ['-1'], ['1e3'], ['']])('%j is no number of groups', (groups) => {
  expect(() => parseSelection({ groups })).toThrow(/--groups takes a whole number/);
});

test('the reproduction line selects the same again, quoted for a shell', () => {
  const selection = parseSelection({
    ...{ preset: 'demo', variant: ['cache=*,threads=single', 'index=none'], scenario: ["o'hara"] },
    ...{ groups: '8', seed: '3', budget: '2m' },
  });
  expect(renderSelection('my config.mts', selection)).toBe(
    "--config 'my config.mts' --preset demo --variant 'cache=*,threads=single' --variant index=none --scenario 'o'\\''hara' --groups 8 --seed 3 --budget 120s",
  );
});

test('a budget holds the groups that the pace of earlier runs says, and a resumed run keeps its own', async () => {
  const cwd = mkdtempSync(join(tmpdir(), 'loadstone-plan-'));
  writeFileSync(join(cwd, 'service.mjs'), '');
  onTestFinished(() => rmSync(cwd, { recursive: true }));
  const io = { cwd, env: {}, hideSecrets: () => {} } as unknown as TerminalIo;
  const config = {
    ...{ name: 'paced', target: { command: 'node service.mjs' } },
    factors: { speed: { levels: { slow: {}, fast: {} } } },
    baseline: { speed: 'slow' },
    scenarios: { all: { requests: [{ path: '/' }] } },
    loads: [{ kind: 'closed', connections: 4 }],
    slices: { sliceMs: 500, slicesPerGroup: 2 },
  };
  writeFileSync(join(cwd, 'loadstone.config.json'), JSON.stringify(config));
  const plan = (changes: object = {}) =>
    planRun('loadstone.config.json', { ...parseSelection({ budget: '10m' }), ...changes }, io);
  const guessed = await plan();
  expect(guessed.paceRuns).toBe(0);
  keepPace(join(cwd, '.loadstone'), buildPaceKey(guessed.experiment, undefined), {
    ...{ launchMs: 20_000, setupMs: 0, stopMs: 0, blockMs: 0, switchMs: 0, warmupMs: 9_000 },
  });
  const paced = await plan();
  // Two variants: 20 s of launch, 9 s of warm-up and 1 s of slices each.
  expect([paced.paceRuns, paced.plan.groups.length, paced.expectedMs]).toEqual([1, 10, 600_000]);
  expect(guessed.plan.groups.length).toBeGreaterThan(10);
  const resumed = await plan({ groups: guessed.plan.groups.length, isFitted: true });
  expect(resumed.planHash).toBe(guessed.planHash);
});

test('a run is gone on with only where every value is the same, and only by the key that it was hashed with', async () => {
  const cwd = mkdtempSync(join(tmpdir(), 'loadstone-plan-'));
  writeFileSync(join(cwd, 'service.mjs'), '');
  onTestFinished(() => rmSync(cwd, { recursive: true }));
  const io = { cwd, env: {}, hideSecrets: () => {} } as unknown as TerminalIo;
  const plan = (password: string) => {
    const config = {
      ...{ name: 'same', target: { command: 'node service.mjs', env: { DB_PASSWORD: password } } },
      scenarios: { all: { requests: [{ path: '/' }] } },
    };
    writeFileSync(join(cwd, 'loadstone.config.json'), JSON.stringify(config));
    return planRun('loadstone.config.json', parseSelection({}), io);
  };
  const first = await plan('one');
  keepHashKey(join(cwd, '.loadstone'));
  const manifest = {
    ...{ experimentHash: first.experimentHash, hashKeyId: first.hasher.keyId },
  } as RunManifest;
  expect((await plan('one')).isMeasuredBy(manifest)).toBe(true);
  expect((await plan('two')).isMeasuredBy(manifest)).toBe(false);
  // Runs of older versions have a hash without a key, over the same text.
  const { experiment } = await plan('one');
  const { hashKeyId: _, ...old } = manifest;
  const plain = createHash('sha256').update(JSON.stringify(experiment)).digest('hex').slice(0, 16);
  expect((await plan('one')).isMeasuredBy({ ...old, experimentHash: plain })).toBe(true);
  expect((await plan('two')).isMeasuredBy({ ...old, experimentHash: plain })).toBe(false);
  writeFileSync(join(cwd, '.loadstone/hash.key'), 'of another machine');
  expect((await plan('one')).isMeasuredBy(manifest)).toBe(false);
});
