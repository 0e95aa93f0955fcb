// Runs of older versions, and of configs that have changed, are refused with what differs.
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { hashPlan } from '../plan/plan-hash.ts';
import type { RunManifest } from '../store/manifest.ts';
import { openMeasuredRun } from './opened-run.ts';
import { runProgram } from './program.ts';
import { parseSelection, planRun } from './selection.ts';
import type { TerminalIo } from './terminal-io.ts';

const config = {
  ...{ name: 'x', target: { command: 'node s.mjs', env: { API_TOKEN: 'first-secret-value' } } },
  scenarios: { home: { requests: [{ path: '/' }] } },
  ...{ loads: [{ kind: 'closed', connections: 2 }], slices: { sliceMs: 500 }, groups: 4 },
};

/** A run of that config, its manifest changed to what another version would have written. */
async function openRun(change: (manifest: RunManifest) => object = () => ({})) {
  const cwd = mkdtempSync(join(tmpdir(), 'loadstone-older-'));
  onTestFinished(() => rmSync(cwd, { recursive: true }));
  const silent = { out: () => {}, err: () => {}, hideSecrets: () => {} };
  const io = { cwd, env: {}, ...silent, redact: (text: string) => text } as unknown as TerminalIo;
  const write = (value: object, name = 'loadstone.config.json') =>
    writeFileSync(join(cwd, name), JSON.stringify(value));
  write(config);
  writeFileSync(join(cwd, 's.mjs'), '');
  const open = (options: object) =>
    openMeasuredRun({ runs: 'runs', ...options }, io, (selection, path) =>
      planRun(path ?? 'loadstone.config.json', selection ?? parseSelection({}), io),
    );
  const { folder, log } = await open({});
  log.close();
  const path = join(cwd, 'runs', folder.id, 'run.json');
  const manifest = JSON.parse(readFileSync(path, 'utf8')) as RunManifest;
  writeFileSync(path, JSON.stringify({ ...manifest, ...change(manifest) }));
  const resume = () => open({ resume: folder.id });
  const more = () => open({ more: { id: folder.id, groups: 4 } });
  const loadstone = (...words: readonly string[]) =>
    runProgram(words, io, new AbortController().signal);
  return { id: folder.id, write, resume, more, cwd, loadstone };
}

test('a run of this version goes on', async () => {
  const { resume, more, id } = await openRun();
  const resumed = await resume();
  resumed.log.close();
  expect(resumed.folder.id).toBe(id);
  const extended = await more();
  extended.log.close();
  expect(extended.planned.plan.groups).toHaveLength(4);
});

test.each(['resume', 'more'] as const)(
  '--%s of a run from before the warm-up by requests',
  async (how) => {
    const {
      id,
      cwd,
      [how]: goOn,
    } = await openRun(({ experiment }) => {
      const { warmup: _, parity: _parity, slices, ...rest } = experiment;
      return {
        ...{ experiment: { ...rest, slices: { ...slices, warmupMs: 1_000 } } },
        experimentHash: 'of-old',
      };
    });
    const before = readdirSync(join(cwd, 'runs', id));
    await expect(goOn()).rejects.toMatchObject({
      ...{ code: 'RESUME_MISMATCH', exitCode: 2 },
      message: expect.stringMatching(
        /was made by an older version of Loadstone, whose experiments had other settings \(slices\.warmupMs, warmup, parity\)/,
      ),
      // There is nothing to report: that hint would lead back here.
      hint: expect.stringMatching(/^Run it anew: .* It has measured no whole group/),
    });
    expect(readdirSync(join(cwd, 'runs', id))).toEqual(before);
    expect(existsSync(join(cwd, 'runs', id, 'run.json'))).toBe(true);
  },
);

test('where a group has ended, what was measured can still be read', async () => {
  const { id, cwd, resume } = await openRun(() => ({ experimentHash: 'of-old' }));
  const at = '2026-01-01T00:00:00.000Z';
  const records = [
    { kind: 'group-started', group: 0, at, launchOrder: [] },
    { kind: 'group-ended', group: 0, at, status: 'valid', elapsedMs: 1 },
  ];
  const lines = records.map((record) => `${JSON.stringify(record)}\n`).join('');
  writeFileSync(join(cwd, 'runs', id, 'records.jsonl'), lines);
  await expect(resume()).rejects.toMatchObject({
    ...{ code: 'RESUME_MISMATCH', hint: expect.stringContaining(`loadstone report ${id}`) },
  });
});

test('a run whose plan an older version made in another way', async () => {
  const { resume } = await openRun(({ plan }) => {
    const other = { ...plan, groups: plan.groups.map((group) => ({ ...group, blocks: [] })) };
    return { plan: other, planHash: hashPlan(other) };
  });
  await expect(resume()).rejects.toThrow(/older version of Loadstone, which planned its groups/);
});

test('a config that has changed is told by what differs, never as an older version', async () => {
  const { write, resume, more } = await openRun();
  write({
    ...config,
    slices: { sliceMs: 700 },
    gates: { slo: { metric: 'latencyP99Us', atMost: 9 } },
  });
  for (const goOn of [resume, more]) {
    await expect(goOn()).rejects.toMatchObject({
      ...{ code: 'RESUME_MISMATCH' },
      message: expect.stringContaining('no longer describes'),
    });
    await expect(goOn()).rejects.toThrow(/: slices\.sliceMs, gates are different\./);
  }
});

test('of a secret that has changed the place is told, and neither value', async () => {
  const { write, resume } = await openRun();
  const env = { API_TOKEN: 'other-secret-value' };
  write({ ...config, target: { ...config.target, env } });
  const thrown = await resume().catch((error: unknown) => error);
  expect(String(thrown)).toMatch(/target\.env\.API_TOKEN is different/);
  expect(String(thrown)).not.toMatch(/first-secret|other-secret/);
});

const alone = (): object => ({ command: 'faults', faultsAlone: true });
const goingOn: readonly (readonly [string, object, readonly string[]])[] = [
  ['run --more', {}, ['run', '--groups', '1', '--more']],
  ['run --resume', {}, ['run', '--resume']],
  ['gate --more', {}, ['gate', '--groups', '1', '--more']],
  ['faults --resume', alone(), ['faults', '--resume']],
];

test.each(goingOn)('%s reads the config that is given, and no other', async (_, as, words) => {
  const { id, write, loadstone } = await openRun(() => as);
  const env = { API_TOKEN: 'other-secret-value' };
  const gates = { slo: { metric: 'latencyP99Us', atMost: 9 } };
  write({ ...config, gates, target: { ...config.target, env } }, 'other.json');
  const thrown = await loadstone(...words, id, '--config', 'other.json').catch(
    (error: unknown) => error,
  );
  expect(thrown).toMatchObject({ code: 'RESUME_MISMATCH' });
  expect(String(thrown)).toMatch(/other\.json does not describe what run .*target\.env\.API_TOKEN/);
  expect(String(thrown)).not.toMatch(/first-secret|other-secret/);
  await expect(loadstone(...words, id, '--config', 'none.json')).rejects.toMatchObject({
    code: 'CONFIG_NOT_FOUND',
  });
});

test.each(goingOn)('%s takes no option that the run says itself', async (_, as, words) => {
  const { id, loadstone } = await openRun(() => as);
  for (const option of [
    ...['preset', 'variant', 'scenario', 'seed', 'budget', 'driver', 'allow-target'],
    ...['slice-ms', 'percentiles-by'],
    ...(words[0] === 'run' ? ['epochs', 'every'] : []),
    ...(words[0] === 'gate' ? ['against'] : []),
    ...(words[0] === 'faults' ? ['fault'] : []),
    ...(words.includes('--groups') ? [] : ['groups']),
  ]) {
    const value = new Map<string, string>([
      ...[['budget', '10m'] as const, ['driver', 'open'] as const, ['every', '5m'] as const],
      ['percentiles-by', 'groups'] as const,
    ]).get(option);
    const every = option === 'every' ? ['--epochs', '9'] : [];
    await expect(
      loadstone(...words, id, `--${option}`, value ?? '9', ...every),
      option,
    ).rejects.toMatchObject({
      ...{ code: 'USAGE', message: expect.stringMatching(/not (take )?--/) },
    });
  }
});
