// CPU of a database that the service does not use is 0, and never that of a connection which nobody saw.
import { expect, test } from 'vitest';
import type { PostgresServer } from '../services/postgres.ts';
import type { LaunchedVariant } from './launch.ts';
import { createGroupMeter, subtractDatabaseCpu } from './meter.ts';
import type { TrialContext } from './trial-context.ts';

const unseen = { cpuNs: 0, wasSeen: false };

test('without a backend at either end it is 0 where no statement ran, and else unknown', () => {
  expect(subtractDatabaseCpu(unseen, unseen, 0)).toBe(0);
  expect(subtractDatabaseCpu(unseen, unseen, 12)).toBeUndefined();
  expect(subtractDatabaseCpu(unseen, unseen, undefined)).toBeUndefined();
});

test('a backend that came after the first reading used all of its time since', () => {
  expect(subtractDatabaseCpu(unseen, { cpuNs: 700, wasSeen: true }, 5)).toBe(700);
  const earlier = { cpuNs: 300, wasSeen: true };
  expect(subtractDatabaseCpu(earlier, { cpuNs: 700, wasSeen: true }, undefined)).toBe(400);
});

test('without a reading it is unknown, whatever ran', () => {
  expect(subtractDatabaseCpu(undefined, unseen, 0)).toBeUndefined();
  expect(subtractDatabaseCpu(unseen, undefined, 0)).toBeUndefined();
});

/** Databases of two variants, of which one has this very process as its backend. */
async function measureBoth(postgres: Partial<PostgresServer>) {
  const variants = ['used', 'idle'].map((id) => ({ id, label: id, levels: {} }));
  const service = {
    pid: process.pid,
    readStats: async () => undefined,
    readRequests: async () => ({ kind: 'not-offered' }),
  };
  const launched = variants.map((variant) => ({ variant, database: `db_${variant.id}`, service }));
  const context = {
    experiment: { factors: [], postgres: {} },
    readMonotonicMs: () => performance.now(),
    postgres: { readDatabaseUse: async () => ({ calls: 3 }), ...postgres },
  };
  const meter = await createGroupMeter(
    context as unknown as TrialContext,
    launched as unknown as readonly LaunchedVariant[],
  );
  const [before, after] = [await meter.readTrials(), await meter.readTrials()];
  return (id: string) => meter.subtract(id, before, after).resources.databaseCpuNs;
}

test.runIf(process.platform === 'linux')(
  'the meter knows it of a server whose backends it lists, and of no other',
  async () => {
    const listBackends = async () => [{ pid: process.pid, database: 'db_used' }];
    const known = await measureBoth({ pid: process.pid, listBackends });
    expect(known('idle')).toBe(0);
    expect(known('used')).toBeGreaterThanOrEqual(0);
    const elsewhere = await measureBoth({ listBackends: async () => [] });
    expect(elsewhere('idle')).toBeUndefined();
  },
);

test('a backend whose time cannot be read is unknown, and not 0', async () => {
  const listBackends = async () => [{ pid: 2 ** 30, database: 'db_idle' }];
  const unreadable = await measureBoth({ pid: process.pid, listBackends });
  expect(unreadable('idle')).toBeUndefined();
});

/** A variant whose service tells these delays one after the other, and another one that tells none. */
async function openLoops(delaysUs: readonly number[]) {
  const asked = { telling: 0, silent: 0 };
  const tell = { readRequests: async () => ({ kind: 'not-offered' }), pid: undefined };
  const services = {
    telling: {
      ...tell,
      readStats: async () => ({ runtime: { eventLoopDelayP99Us: delaysUs[asked.telling++] } }),
    },
    silent: {
      ...tell,
      readStats: async () => {
        asked.silent += 1;
        return { runtime: undefined };
      },
    },
  };
  const launched = Object.entries(services).map(([id, service]) => ({ variant: { id }, service }));
  const context = { experiment: { factors: [] }, readMonotonicMs: () => performance.now() };
  const meter = await createGroupMeter(
    context as unknown as TrialContext,
    launched as unknown as readonly LaunchedVariant[],
  );
  return { meter, asked };
}

test('the delay of an event loop is that since the reading before; who offers none is asked once', async () => {
  const { meter, asked } = await openLoops([80, 900, 120]);
  expect(await meter.readEventLoopDelay('telling')).toBe(80);
  expect(await meter.readEventLoopDelay('telling')).toBe(900);
  expect(await meter.readEventLoopDelay('silent')).toBeUndefined();
  expect(await meter.readEventLoopDelay('silent')).toBeUndefined();
  expect(asked).toEqual({ telling: 2, silent: 1 });
});
