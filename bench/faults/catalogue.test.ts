import { expect, test } from 'vitest';
import type { Journal } from '../services/journal.ts';
import type { PostgresServer } from '../services/postgres.ts';
import type { RedisServer } from '../services/redis.ts';
import type { RunningService } from '../target/running-service.ts';
import { createFault, faultKinds, findFault, listFaults } from './catalogue.ts';
import type { FaultSurroundings } from './fault.ts';
import { connectionFaults } from './postgres/connection-faults.ts';
import { lockStorm } from './postgres/lock-storm.ts';
import { serverFaults } from './postgres/server-faults.ts';
import { slowQuery } from './postgres/slow-query.ts';
import { redisFaults } from './redis/redis-faults.ts';

test('every fault has an id of its own, a title, and one sentence or two on how it is done', () => {
  const faults = listFaults();
  expect(new Set(faults.map(({ id }) => id)).size).toBe(faults.length);
  for (const { id, title, mechanism, link } of faults) {
    expect(id).toMatch(/^[a-z]+(-[a-z]+)*(@(service|postgres|redis))?$/);
    expect(id.split('@')[1]).toBe(link);
    expect(title).not.toMatch(/\.$/);
    expect(title.length).toBeLessThan(40);
    expect(mechanism.text).toMatch(/^[A-Z0-9].*\.$/);
  }
});

test('the faults of service, machine and network are there, those of the network once a link', () => {
  const ids = listFaults().map(({ id }) => id);
  expect(ids).toEqual(
    expect.arrayContaining([
      ...['worker-killed', 'service-killed', 'service-restarted', 'service-paused'],
      ...['event-loop-blocked', 'gc-pressure', 'descriptors-used-up', 'cpu-hog'],
    ]),
  );
  for (const name of ['latency', 'bandwidth', 'slow-close', 'reset', 'blackhole', 'down'])
    for (const link of ['service', 'postgres', 'redis'])
      expect(ids).toContain(`network-${name}@${link}`);
});

test('a fallback is within its own range, and is what a fault is made with', () => {
  for (const { parameters } of faultKinds) {
    for (const { fallback, least, most } of Object.values(parameters)) {
      expect(fallback).toBeGreaterThanOrEqual(least);
      expect(fallback).toBeLessThanOrEqual(most);
    }
  }
  expect(findFault('network-latency@redis').title).toBe('Latency of 300 ± 50 ms, to Redis');
});

test('a fault is made with the parameters that are given, its link in the name or beside it', () => {
  const beside = createFault({ fault: 'network-latency', link: 'postgres', latencyMs: 80 });
  expect(beside.id).toBe('network-latency@postgres');
  expect(beside.title).toBe('Latency of 80 ± 50 ms, to PostgreSQL');
  expect(createFault({ fault: 'network-down@service' }).id).toBe('network-down@service');
  expect(createFault({ fault: 'event-loop-blocked', forMs: 300 }).title).toBe(
    'Event loop blocked 300 of 1000 ms',
  );
});

test.each([
  [{ fault: 'servise-paused' }, /did you mean "service-paused"\?/],
  [{ fault: 'network-latency' }, /network-latency needs a link: service, postgres, redis/],
  [{ fault: 'network-latency@radis' }, /no link "radis" \(did you mean "redis"\?\)/],
  [{ fault: 'network-down@redis', link: 'service' as const }, /two links, "redis" and "service"/],
  [{ fault: 'service-paused@redis' }, /service-paused has no link/],
  [{ fault: 'cpu-hog', hogsPerCPU: 3 }, /no parameter "hogsPerCPU" \(did you mean "hogsPerCpu"/],
  [{ fault: 'cpu-hog', hogsPerCpu: 0 }, /hogsPerCpu must be a number from 1 to 16/],
  [{ fault: 'cpu-hog', hogsPerCpu: '2' }, /hogsPerCpu must be a number/],
  [{ fault: 'cpu-hog', hogsPerCpu: Number.NaN }, /hogsPerCpu must be a number/],
  [
    { fault: 'service-paused', forMs: 3 },
    /service-paused has no parameter "forMs" \(there are none\)/,
  ],
  [{ fault: 'event-loop-blocked', forMs: 500, everyMs: 500 }, /forMs must be less than everyMs/],
  [{ fault: 'network-latency@redis', latencyMs: 10 }, /jitterMs must not be more than latencyMs/],
  [{ fault: 'gc-pressur', mbPerS: 3 }, /no fault "gc-pressur".*did you mean "gc-pressure"/],
])('%j is refused with what is wrong', (named, message) => {
  expect(() => createFault(named)).toThrow(message);
  expect(() => createFault(named)).toThrow(expect.objectContaining({ code: 'CONFIG_INVALID' }));
});

test('every problem of one fault is named at once', () => {
  const make = () => createFault({ fault: 'gc-pressure', mbPerS: -1, heldMB: 3 });
  expect(make).toThrow(/heldMB.*mbPerS must be/);
});

const listStoreFaults = () =>
  [...redisFaults, ...serverFaults, ...connectionFaults, lockStorm, slowQuery].map(({ name }) =>
    createFault({ fault: name }),
  );

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

test('without the store no fault of it can be done, and why is said', async () => {
  for (const fault of listStoreFaults()) {
    expect((await fault.check(none))?.text).toMatch(
      /^This variant has no (Redis|database of its own)\. (There is nothing to break|Give the config services\.postgres), /,
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
    expect((await fault.check(given))?.text).toMatch(
      /given by its URL, so others may use it\. Leave .* out, and each run starts its own\.$/,
    );
    await expect(fault.apply(given)).rejects.toThrow(/of its own|not ours alone/);
  }
});
