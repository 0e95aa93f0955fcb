// What `plan` says that a run would only find out: no browser, levels without a size, a preset that is no argument.
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { runInProcess } from '../../../tests/support/in-process.ts';

let cwd: string;

beforeAll(() => {
  cwd = mkdtempSync(join(tmpdir(), 'loadstone-plan-'));
  const config = {
    name: 'planned',
    target: { command: ['node', 'service.mjs'] },
    factors: { copies: { levels: { one: { size: 1 }, two: { size: 2 }, many: {} } } },
    baseline: { copies: 'one' },
    scenarios: { home: { requests: [{ path: '/' }], primaryMetric: 'pageReadyUs' } },
    loads: [{ kind: 'open', rateRps: 20 }],
    pages: { list: { home: { path: '/', shows: 'h1' } }, browser: 'nothing/there' },
    presets: { short: { groups: 4 }, closed: { loads: [{ kind: 'closed', connections: 2 }] } },
  };
  writeFileSync(join(cwd, 'loadstone.config.mjs'), `export default ${JSON.stringify(config)};`);
  writeFileSync(join(cwd, 'service.mjs'), '');
});
afterAll(() => rmSync(cwd, { recursive: true, force: true }));

test('a browser that is not there and a level without a size are told before the run', async () => {
  const { code, stdout, stderr } = await runInProcess(['plan'], { cwd });
  expect(code, stderr).toBe(0);
  expect(stdout).toMatch(/! No page was visited: There is no browser at \S*nothing\/there/);
  expect(stdout).toContain('! Level many of copies has no size');
});

test('where a metric of pages does not decide the one that does is told', async () => {
  const { stdout } = await runInProcess(['plan', '--preset', 'closed'], { cwd });
  expect(stdout).toContain(
    '! Scenario home, closed-2: no page is visited there, so throughput decides and not',
  );
  expect((await runInProcess(['plan'], { cwd })).stdout).not.toContain('decides and not');
});

test('so few groups that a run is never valid are told, enough are not', async () => {
  const plan = (groups: number) => runInProcess(['plan', '--groups', `${groups}`], { cwd });
  expect((await plan(2)).stdout).toContain('! With 2 groups nothing is decided');
  expect((await plan(1)).stdout).toContain('! With 1 group nothing is decided');
  expect((await plan(3)).stdout).not.toContain('nothing is decided');
});

test.each(['plan', 'run', 'gate', 'noise', 'sweep'])(
  '%s takes a preset as an option, and says so where it is a word',
  async (command) => {
    const meant = await runInProcess([command, 'short'], { cwd });
    expect(meant.code).toBe(2);
    expect(meant.stderr).toContain('too many arguments');
    expect(meant.stderr).toContain(`loadstone ${command} --preset short`);
    const other = await runInProcess([command, 'nothing'], { cwd });
    expect(other.code).toBe(2);
    expect(other.stderr).not.toContain('--preset');
  },
);
