import { expect, test } from 'vitest';
import { chooseProfiler, parseFolded, parsePerfScript, summariseSamples } from './sampler.ts';

test.each([
  [['node', 'server.js'], 'cpu'],
  [['/usr/bin/python3.12', '-m', 'app'], 'py-spy'],
  [['.venv/bin/gunicorn', 'app:app'], 'py-spy'],
  [['poetry', 'run', 'python', 'app.py'], 'py-spy'],
  [['./start', 'app.py'], 'py-spy'],
  [['./server'], 'perf'],
  [['java', '-jar', 'app.jar'], 'perf'],
] as const)('%o is seen by %s', (command, profiler) => {
  expect(chooseProfiler(command)).toBe(profiler);
});

test('of a folded stack the innermost function counts, with its place', () => {
  expect(parseFolded('run (app.py:9);work (app.py:3) 12\nmain 1\n\nnonsense\n')).toEqual([
    { name: 'work', place: 'app.py:3', count: 12 },
    { name: 'main', place: '', count: 1 },
  ]);
});

test('of a sample of perf the first frame counts', () => {
  const text = `
           4a1f3c main.work (/srv/bin/app)
           4a2000 main.main+0x1f (/srv/bin/app)

 ffffffff8a1b2c3d finish_task_switch.isra.0 ([kernel.kallsyms])

           4a1f40 main.work+0x24 (/srv/bin/app)
`;
  expect(parsePerfScript(text)).toEqual([
    { name: 'main.work', place: 'app', count: 1 },
    { name: 'finish_task_switch.isra.0', place: '[kernel.kallsyms]', count: 1 },
    { name: 'main.work', place: 'app', count: 1 },
  ]);
});

test('samples become shares, most first, and the rest of the time is idle', () => {
  const samples = [
    { name: 'a', place: 'x:1', count: 10 },
    { name: 'b', place: 'x:2', count: 30 },
    { name: 'a', place: 'x:1', count: 8.5 },
  ];
  const { functions, busyUs, idleUs } = summariseSamples(samples, 1);
  expect(functions.map(({ name }) => name)).toEqual(['b', 'a']);
  expect(functions[0]?.busyRatio).toBeCloseTo(30 / 48.5, 9);
  expect(functions[1]?.busyRatio).toBeCloseTo(18.5 / 48.5, 9);
  expect(busyUs).toBeCloseTo(5e5, 6);
  expect(idleUs).toBeCloseTo(5e5, 6);
});
