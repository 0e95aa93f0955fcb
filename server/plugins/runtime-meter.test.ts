import type pg from 'pg';
import { expect, test } from 'vitest';
import { createRuntimeMeter, observePoolWaits } from './runtime-meter.ts';

test('ratios stay between 0 and 1, and a wait is told only where there was one', () => {
  const waits = [1_200, undefined];
  const meter = createRuntimeMeter(() => waits.shift());
  const [first, second] = [meter.take(), meter.take()];
  meter.close();
  for (const { eventLoopUtilisationRatio, gcRatio, eventLoopDelayP99Us } of [first, second]) {
    expect(eventLoopUtilisationRatio).toBeGreaterThanOrEqual(0);
    expect(eventLoopUtilisationRatio).toBeLessThanOrEqual(1);
    expect(gcRatio).toBeLessThanOrEqual(1);
    expect(eventLoopDelayP99Us).toBeGreaterThanOrEqual(0);
  }
  expect(first.poolWaitP99Us).toBe(1_200);
  expect(second).not.toHaveProperty('poolWaitP99Us');
});

test('waits of both forms of connect are timed, failures are passed on, and each reading begins anew', async () => {
  const client = {} as pg.PoolClient;
  let failure: Error | undefined;
  const pool = {
    connect: (callback: (error?: Error, client?: pg.PoolClient) => void) =>
      setImmediate(() => callback(failure, client)),
  } as unknown as pg.Pool;
  const take = observePoolWaits(pool);
  expect(take()).toBeUndefined();
  expect(await pool.connect()).toBe(client);
  expect(take()).toBeGreaterThan(0);
  expect(take()).toBeUndefined();
  await new Promise<void>((resolve) => pool.connect(() => resolve()));
  expect(take()).toBeGreaterThan(0);
  failure = new Error('no connection');
  await expect(pool.connect()).rejects.toBe(failure);
});
