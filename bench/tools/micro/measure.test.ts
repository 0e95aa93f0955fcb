// Measuring: batches are large enough, outcomes reach the sink, times are told for one operation.
import { expect, test } from 'vitest';
import { measureOperation, readSink } from './measure.ts';

const quick = { warmupMs: 0, measureMs: 5, batchMs: 0.5 };

/** Runs for this long by the clock, so that what is measured is known from below. */
function spin(us: number): number {
  const end = performance.now() + us / 1_000;
  while (performance.now() < end);
  return 1;
}

test('every outcome reaches the sink', async () => {
  let calls = 0;
  const before = readSink();
  const run = () => {
    calls += 1;
    return 1;
  };
  await measureOperation({ run }, quick);
  expect(calls).toBeGreaterThan(0);
  expect(readSink() - before).toBe(calls);
});

test('outcomes of promises reach the sink, one after another', async () => {
  let calls = 0;
  let running = 0;
  const before = readSink();
  const run = async () => {
    running += 1;
    expect(running).toBe(1);
    await Promise.resolve();
    running -= 1;
    calls += 1;
    return 1;
  };
  await measureOperation({ run }, quick);
  expect(readSink() - before).toBe(calls);
});

test('a fast operation is batched until the clock can tell it', async () => {
  const fast = await measureOperation({ run: () => 1 }, { ...quick, warmupMs: 20 });
  expect(fast.operationsPerBatch).toBeGreaterThan(1_000);
  const slow = await measureOperation({ run: () => spin(600) }, quick);
  expect(slow.operationsPerBatch).toBe(1);
});

test('the time is that of one operation, however many a run makes', async () => {
  const alone = await measureOperation({ run: () => spin(100) }, quick);
  expect(alone.medianNs).toBeGreaterThanOrEqual(100_000);
  const ten = await measureOperation({ run: () => spin(100), operationsPerRun: 10 }, quick);
  expect(ten.medianNs).toBeGreaterThanOrEqual(10_000);
  expect(ten.operationsPerBatch % 10).toBe(0);
});

test('what the operation throws comes through', async () => {
  let calls = 0;
  const run = () => {
    calls += 1;
    if (calls > 3) throw new Error('broken');
    return 1;
  };
  await expect(measureOperation({ run }, quick)).rejects.toThrow('broken');
});
