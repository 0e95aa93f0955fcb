import { expect, test } from 'vitest';
import type { Journal } from '../services/journal.ts';
import type { PostgresServer } from '../services/postgres.ts';
import type { RedisServer } from '../services/redis.ts';
import type { RunningService } from '../target/running-service.ts';
import { createFault } from './catalogue.ts';
import type { FaultSurroundings } from './fault.ts';
import { storeFaultKinds } from './store-faults.ts';

const listStoreFaults = () => storeFaultKinds.map(({ name }) => createFault({ fault: name }));

const none: FaultSurroundings = {
  service: {} as RunningService,
  journal: {} as Journal,
  redis: undefined,
  postgres: undefined,
  database: undefined,
  proxies: undefined,
  agentFolder: undefined,
  serviceCpus: undefined,
};

test('every fault has an id of its own in kebab-case, a title and a sentence on how it is done', () => {
  const faults = listStoreFaults();
  expect(new Set(faults.map(({ id }) => id)).size).toBe(11);
  for (const { id, title, mechanism } of faults) {
    expect(id).toMatch(/^[a-z]+(-[a-z]+)+$/);
    expect(title.length).toBeLessThan(40);
    expect(mechanism).toMatch(/\.$/);
  }
});

test('without the store no fault of it can be done, and why is said', async () => {
  for (const fault of listStoreFaults()) {
    expect((await fault.check(none))?.text).toMatch(
      /^This variant has no (Redis|database of its own)\.$/,
    );
    await expect(fault.apply(none)).rejects.toThrow(/^the variant has no/);
  }
});

test('a given server is never stopped, filled or flushed', async () => {
  const given: FaultSurroundings = {
    ...none,
    redis: { origin: 'url', control: undefined } as RedisServer,
    postgres: { origin: 'url', control: undefined } as PostgresServer,
    database: 'loadstone_run_x',
  };
  const ownOnly = listStoreFaults().filter(
    ({ id }) => !['connections-terminated', 'lock-storm', 'slow-query'].includes(id),
  );
  expect(ownOnly.length).toBe(8);
  for (const fault of ownOnly) {
    expect((await fault.check(given))?.text).toMatch(/given by its URL, so others may use it\.$/);
    await expect(fault.apply(given)).rejects.toThrow(/of its own|not ours alone/);
  }
});
