import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { expect, test } from 'vitest';
import { type ChildExit, createOutputTail, endByHandle } from './child.ts';

test('lines that arrive in pieces are put together, and progress bars end at each return', () => {
  const seen: string[] = [];
  const tail = createOutputTail((line) => seen.push(line));
  for (const piece of ['hal', 'f\nwhole\r', '\n10 %\r20 %\r', 'rest']) tail.push(piece);
  expect(seen).toEqual(['half', 'whole', '10 %', '20 %']);
  expect(tail.read()).toBe('half\nwhole\n10 %\n20 %\nrest');
});

test('only the last 40 lines are kept, each of bounded length', () => {
  const tail = createOutputTail();
  for (let index = 0; index < 100; index += 1) tail.push(`line ${index}\n`);
  tail.push(`${'x'.repeat(5_000)}\n`);
  const lines = tail.read().split('\n');
  expect(lines.length).toBe(40);
  expect(lines[0]).toBe('line 61');
  expect(lines.at(-1)?.length).toBeLessThan(600);
});

test('output without any line end does not grow', () => {
  const tail = createOutputTail();
  for (let index = 0; index < 100; index += 1) tail.push('y'.repeat(1_000));
  expect(tail.read().length).toBeLessThanOrEqual(500);
});

/** Started, listening for SIGTERM, and ready. */
async function startNode(onTerm: string) {
  const code = `process.on('SIGTERM', () => { ${onTerm} }); setInterval(() => {}, 1_000); console.log('up');`;
  const child = spawn(process.execPath, ['-e', code], { stdio: ['ignore', 'pipe', 'ignore'] });
  const exited = new Promise<ChildExit>((resolve) =>
    child.once('exit', (exitCode, signal) => resolve({ code: exitCode, signal })),
  );
  await once(child.stdout, 'data');
  return { child, exited };
}

test('a process whose start nobody can tell is asked to end, and has its time for it', async () => {
  const { child, exited } = await startNode('process.exit(7)');
  await endByHandle(child, exited, { signal: 'SIGTERM', timeoutMs: 60_000 });
  expect(await exited).toEqual({ code: 7, signal: null });
});

test('one that does not heed it is killed', async () => {
  const { child, exited } = await startNode('');
  await endByHandle(child, exited, { signal: 'SIGTERM', timeoutMs: 100 });
  expect(await exited).toEqual({ code: null, signal: 'SIGKILL' });
});
