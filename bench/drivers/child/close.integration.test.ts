// Ending sessions, over and over: whatever became of the generator, close returns and leaves no process.
import { expect, onTestFinished, test } from 'vitest';
import { isAlive, openSession, pathsScenario, startServer } from '../contract-session.ts';
import type { DriverSession, SliceOrder } from '../driver.ts';
import { createOpenDriver } from '../open/driver.ts';
import { findBuiltEntry } from '../test-built.ts';
import { createChildSession } from './session.ts';

const order: SliceOrder = {
  ...{ variantId: 'a', durationMs: 30, dropFirstMs: 0, recorded: true },
  load: { kind: 'open', rateRps: 500, arrivals: 'uniform', maxConnections: 4 },
};

function openFaulty(data: string): Promise<DriverSession> {
  return createChildSession({
    entry: new URL('./fixtures/faulty-generator.ts', import.meta.url),
    ...{ driverName: 'faulty', graceMs: 600_000 },
    session: {
      ...{ targets: [], scenario: pathsScenario('/ok'), seed: 1, data, requestTimeoutMs: 50 },
      ...{ bodyCheckRatio: 0, cpus: undefined },
    },
  });
}

/** Ways to end a session, taken in turn; each leaves it closed. */
const endings: readonly ((session: DriverSession) => Promise<unknown>)[] = [
  (session) => session.close(),
  (session) => Promise.all([session.close(), session.close()]),
  (session) => {
    process.kill(session.pid, 'SIGKILL');
    return session.close();
  },
  async (session) => {
    process.kill(session.pid, 'SIGKILL');
    await session.collect().catch(() => {});
    await session.close();
  },
  async (session) => {
    const slice = session.runSlice({ ...order, durationMs: 60_000 }).catch(() => {});
    process.kill(session.pid, 'SIGTERM');
    await Promise.all([session.close(), slice]);
  },
  async (session) => {
    const slice = session.runSlice({ ...order, durationMs: 60_000 }).catch(() => {});
    await Promise.all([session.close(), slice]);
  },
];

test('thirty sessions in a row close and are gone, also where the generator was killed', async () => {
  const server = await startServer();
  const driver = createOpenDriver(findBuiltEntry('open'));
  for (let index = 0; index < 30; index += 1) {
    const options = { seed: index, requestTimeoutMs: 1_000, bodyCheckRatio: 0 };
    const session = await openSession(driver, [server], pathsScenario('/ok'), options);
    await session.runSlice(order);
    await endings[index % endings.length]?.(session);
    expect(isAlive(session.pid)).toBe(false);
  }
});

test('a process that the generator left behind, with its pipes, holds nothing up', async () => {
  const session = await openFaulty('leaves-a-process');
  const failure = await session.runSlice(order).catch((thrown: unknown) => thrown);
  const leftPid = Number(/^\d+$/m.exec(String((failure as { output?: string }).output))?.[0]);
  onTestFinished(() => {
    process.kill(leftPid);
  });
  await session.close();
  expect(isAlive(leftPid)).toBe(true);
});

test('a generator that lost its channel but lives is ended, and its slice fails', async () => {
  const session = await openFaulty('loses-channel');
  await expect(session.runSlice(order)).rejects.toMatchObject({
    code: 'DRIVER_FAILED',
    message: 'the faulty generator ended (signal SIGKILL)',
  });
  await session.close();
  expect(isAlive(session.pid)).toBe(false);
});
