// What a client was told of a write, and how old what it read was.
import { describe, expect, it } from 'vitest';
import type { LoggedRequest } from '../../measurement/request-log.ts';
import { judgeTry, listOperations } from './audit-operations.ts';
import { measureStaleness } from './staleness.ts';
import { buildLoggedRequest as request } from './test-service-log.ts';

describe('what a client was told', () => {
  it.each<[string, Partial<LoggedRequest>, string]>([
    ['a right answer', { outcome: 'succeeded', statusCode: 201 }, 'acknowledged'],
    ['a 409 that the scenario expects', { outcome: 'succeeded', statusCode: 409 }, 'failed'],
    ['a 400', { statusCode: 400, reason: 'status 400' }, 'failed'],
    ['a 408', { statusCode: 408, reason: 'status 408' }, 'indeterminate'],
    ['a 503', { statusCode: 503, reason: 'status 503' }, 'indeterminate'],
    ['a wrong body', { statusCode: 201, reason: 'body: no id' }, 'indeterminate'],
    ['a refused connection', { reason: 'ECONNREFUSED' }, 'failed'],
    ['a reset', { reason: 'ECONNRESET' }, 'indeterminate'],
    ['a time-out', { outcome: 'timed-out' }, 'indeterminate'],
    ['no end', { outcome: 'in-flight' }, 'indeterminate'],
    ['a request that was never sent', { outcome: 'dropped', sentMs: undefined }, 'failed'],
  ])('by %s', (_, given, fate) => {
    expect(judgeTry(request(given))).toBe(fate);
  });

  it('is judged over all tries, and an intent without an end is one of them', () => {
    const fateOf = (tries: readonly Partial<LoggedRequest>[], intents: number) => {
      const meant = Array.from({ length: intents }, () => ({
        ...{ operationId: 'op', amount: 1, atMs: 0 },
      }));
      const log = { routes: [], intents: meant, requests: tries.map(request), isTorn: false };
      return listOperations(log).get('op')?.fate;
    };
    const [ok, refused, lost] = [
      { outcome: 'succeeded', statusCode: 200 } as const,
      { reason: 'ECONNREFUSED' },
      { outcome: 'timed-out' } as const,
    ];
    expect(fateOf([lost, refused, ok], 3)).toBe('acknowledged');
    expect(fateOf([refused, { statusCode: 422 }], 2)).toBe('failed');
    expect(fateOf([lost, refused], 2)).toBe('indeterminate');
    expect(fateOf([refused], 2)).toBe('indeterminate');
    expect(fateOf([], 1)).toBe('indeterminate');
  });
});

describe('staleness', () => {
  const write = (version: number, endMs: number) =>
    request({
      ...{ outcome: 'succeeded', statusCode: 200, endMs, operationId: `op-${version}` },
      observedVersions: [{ entity: 'a', version }],
    });
  const read = (version: number, sentMs: number) =>
    request({
      ...{ outcome: 'succeeded', statusCode: 200, sentMs, endMs: sentMs + 5, writes: false },
      ...{ operationId: undefined, observedVersions: [{ entity: 'a', version }] },
    });

  it('runs from the earliest acknowledgement of any newer version to the start of the read', () => {
    // Version 3 was acknowledged before version 2.
    const log = [
      write(2, 120),
      write(3, 100),
      read(1, 150),
      read(3, 150),
      read(2, 170),
      read(1, 99),
    ];
    const found = measureStaleness(log, 40);
    expect(found).toMatchObject({ reads: 3, staleReads: 2, maxMs: 70, beyondLimit: 2 });
  });

  it('takes no write for a read, whatever its answer shows', () => {
    const late = { ...write(1, 200), sentMs: 150 };
    expect(measureStaleness([write(2, 100), late], 0)).toMatchObject({ reads: 0, beyondLimit: 0 });
  });

  it('says nothing of what nobody changed', () => {
    expect(measureStaleness([read(1, 10)], undefined)).toMatchObject({
      ...{ reads: 0, staleReads: 0, p99Ms: undefined, maxMs: undefined, beyondLimit: 0 },
    });
  });

  it('takes 100,000 reads and 20,000 writes of one entity in no time to speak of', () => {
    const writes = Array.from({ length: 20_000 }, (_, i) => write(i + 2, i));
    const reads = Array.from({ length: 100_000 }, (_, i) => read((i % 20_000) + 1, 20_000));
    const found = measureStaleness([...writes, ...reads], 100);
    expect(found.reads).toBe(100_000);
    expect(found.maxMs).toBe(20_000);
  });
});
