// Each moment of a group belongs to one phase, and only recorded load counts as measured.
import { expect, test } from 'vitest';
import type { Driver, SessionOptions, SliceOrder, SliceOutcome } from '../drivers/driver.ts';
import { clockDriver, createGroupClock } from './group-clock.ts';

test('a session moves the clock from phase to phase', async () => {
  let nowMs = 1_000;
  const readMs = () => nowMs;
  const pass = (ms: number) => {
    nowMs += ms;
  };
  const driver = {
    capabilities: {},
    open: async () => {
      pass(40);
      return {
        pid: 1,
        runSlice: async ({ durationMs }: SliceOrder) => {
          pass(durationMs + 7);
          return {} as SliceOutcome;
        },
        collect: async () => {
          pass(20);
          return [];
        },
        close: async () => pass(10),
      };
    },
  } as unknown as Driver;
  const clock = createGroupClock(readMs);
  pass(5);
  clock.enter('launch');
  pass(300);
  clock.enter('switch');
  const session = await clockDriver(driver, clock, readMs).open({} as SessionOptions);
  const slice = (durationMs: number, recorded: boolean) =>
    session.runSlice({ durationMs, recorded } as SliceOrder);
  await slice(100, false);
  pass(3);
  await slice(100, false);
  await slice(50, true);
  pass(2);
  await slice(50, true);
  await session.collect();
  await session.close();
  clock.enter('stop');
  pass(60);
  expect(clock.read()).toEqual({
    ...{ prepareMs: 5, launchMs: 300, generatorMs: 70, warmupMs: 217 },
    ...{ measuredMs: 100, switchMs: 16, stopMs: 60 },
  });
  const sum = Object.values(clock.read()).reduce((total, ms) => total + ms, 0);
  expect(sum).toBe(nowMs - 1_000);
});

test('a slice that broke off early is measured no longer than it took', async () => {
  let nowMs = 0;
  const driver = {
    open: async () => ({
      runSlice: async () => {
        nowMs += 30;
        return {};
      },
    }),
  } as unknown as Driver;
  const clock = createGroupClock(() => nowMs);
  const session = await clockDriver(driver, clock, () => nowMs).open({} as SessionOptions);
  await session.runSlice({ durationMs: 100, recorded: true } as SliceOrder);
  expect(clock.read().measuredMs).toBe(30);
});
