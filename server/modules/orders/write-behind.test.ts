import { expect, test } from 'vitest';
import { createWriteBehind } from './write-behind.ts';

test('writes are made one after the other, in order, after they were acknowledged', async () => {
  const queue = createWriteBehind(() => {});
  const made: number[] = [];
  const first = Promise.withResolvers<void>();
  await queue.push(() => first.promise.then(() => void made.push(1)));
  await queue.push(async () => void made.push(2));
  expect([made, queue.counts()]).toEqual([[], { queued: 2, lost: 0 }]);
  first.resolve();
  await queue.close();
  expect([made, queue.counts()]).toEqual([[1, 2], { queued: 0, lost: 0 }]);
});

test('a write that fails is counted and told, and does not hold up the next', async () => {
  const told: string[] = [];
  const queue = createWriteBehind((text) => told.push(text));
  const made: number[] = [];
  await queue.push(() => Promise.reject(new Error('no disk')));
  await queue.push(async () => void made.push(2));
  await queue.close();
  expect(made).toEqual([2]);
  expect(queue.counts()).toEqual({ queued: 0, lost: 1 });
  expect(told).toEqual(['an acknowledged write was lost: no disk']);
});

test('a full queue makes whoever comes next wait for its own write', async () => {
  const queue = createWriteBehind(() => {});
  const gate = Promise.withResolvers<void>();
  for (let count = 0; count < 10_000; count += 1) await queue.push(() => gate.promise);
  let wasMade = false;
  const pushed = queue.push(async () => {
    wasMade = true;
  });
  gate.resolve();
  await pushed;
  expect(wasMade).toBe(true);
});
