// Runs of older versions, and of configs that have changed, are refused with what differs.
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { hashPlan } from '../plan/plan-hash.ts';
import type { RunManifest } from '../store/manifest.ts';
import { openMeasuredRun } from './opened-run.ts';
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
  const io = { cwd, env: {}, hideSecrets: () => {} } as unknown as TerminalIo;
  const write = (value: object) =>
    writeFileSync(join(cwd, 'loadstone.config.json'), JSON.stringify(value));
  write(config);
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
  return { id: folder.id, write, resume, more, cwd };
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
      hint: expect.stringContaining(`loadstone report ${id}`),
    });
    expect(readdirSync(join(cwd, 'runs', id))).toEqual(before);
    expect(existsSync(join(cwd, 'runs', id, 'run.json'))).toBe(true);
  },
);

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
