// The real py-spy and a compiled program under perf, where a machine lets one be watched.
import { spawn, spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { watchProcesses } from './sampler.ts';

let folder = '';
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'loadstone-sampler-'));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

test('py-spy finds the function that works', async () => {
  for (const [program, ...args] of [
    ['python3', '-m', 'venv', join(folder, 'venv')],
    [join(folder, 'venv/bin/pip'), 'install', '--quiet', 'py-spy==0.4.3'],
  ] as const)
    expect(spawnSync(program, args).status).toBe(0);
  const { PATH } = process.env;
  process.env.PATH = `${join(folder, 'venv/bin')}:${PATH}`;
  writeFileSync(join(folder, 'app.py'), 'def work():\n    while True: sum(range(100))\nwork()\n');
  const service = spawn('python3', [join(folder, 'app.py')]);
  try {
    const file = join(folder, 'seen.folded');
    const seen = await watchProcesses('py-spy', service.pid ?? 0, { seconds: 2, file });
    expect(seen.functions[0]).toMatchObject({ name: 'work', place: 'app.py:2' });
    expect(seen.functions[0]?.busyRatio).toBeGreaterThan(0.9);
  } finally {
    service.kill('SIGKILL');
    process.env.PATH = PATH;
  }
});

test('a process that is gone is told with what the tool says', async () => {
  const gone = spawnSync('true');
  await expect(
    watchProcesses('py-spy', gone.pid, { seconds: 1, file: join(folder, 'none') }),
  ).rejects.toMatchObject({ code: 'PROFILE_FAILED' });
});
