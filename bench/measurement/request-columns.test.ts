// Requests as columns: nothing but their order and the fractions of a microsecond is lost.
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { decodeRequests, encodeRequests } from './request-columns.ts';
import { type LoggedRequest, requestOutcomes } from './request-log.ts';

const startedAtMs = 1.7e12;

const requests: fc.Arbitrary<LoggedRequest> = fc
  .record({
    route: fc.nat(255),
    dueUs: fc.nat(600_000_000),
    responseUs: fc.nat(600_000_000),
    outcome: fc.constantFrom(...requestOutcomes),
  })
  .map(({ route, dueUs, responseUs, outcome }) => requestOf(route, dueUs, responseUs, outcome));

function requestOf(
  route: number,
  dueUs: number,
  responseUs: number,
  outcome: LoggedRequest['outcome'] = 'succeeded',
): LoggedRequest {
  const dueMs = startedAtMs + dueUs / 1_000;
  return {
    ...{ route, dueMs, sentMs: undefined, endMs: dueMs + responseUs / 1_000, outcome },
    ...{ statusCode: undefined, reason: undefined, operationId: undefined },
    ...{ writes: false, sightings: [] },
  };
}

test('every request comes back, in the order of the due times, to the microsecond', () => {
  fc.assert(
    fc.property(fc.array(requests, { maxLength: 60 }), (logged) => {
      const decoded = decodeRequests(encodeRequests(logged, startedAtMs));
      const expected = logged.toSorted((a, b) => a.dueMs - b.dueMs);
      expect(decoded).toHaveLength(expected.length);
      for (const [index, { dueMs, endMs, outcome, route }] of expected.entries()) {
        const request = decoded[index];
        expect(request).toMatchObject({ outcome, route });
        expect(Math.abs((request?.dueUs ?? -9) - (dueMs - startedAtMs) * 1_000)).toBeLessThan(1);
        expect(Math.abs((request?.responseUs ?? -9) - (endMs - dueMs) * 1_000)).toBeLessThan(1);
      }
    }),
  );
});

test('ten bytes hold a request', () => {
  const columns = encodeRequests(
    Array.from({ length: 300 }, (_, index) => requestOf(1, index, 5)),
    startedAtMs,
  );
  const bytes = Object.values(columns).map((column) => Buffer.from(column, 'base64').length);
  expect(bytes.reduce((sum, length) => sum + length, 0)).toBe(3_000);
});

test('a time beyond the columns is the longest one, and one before the start is the start', () => {
  const columns = encodeRequests([requestOf(0, 5e9, 5e9), requestOf(0, -5_000, 7)], startedAtMs);
  const most = 2 ** 32 - 1;
  expect(decodeRequests(columns)).toEqual([
    { dueUs: 0, responseUs: 7, outcome: 'succeeded', route: 0 },
    { dueUs: most, responseUs: most, outcome: 'succeeded', route: 0 },
  ]);
});

test('columns of unequal length are refused', () => {
  const columns = encodeRequests([requestOf(0, 1, 1), requestOf(0, 2, 2)], startedAtMs);
  expect(() => decodeRequests({ ...columns, route: 'AA==' })).toThrow('not of equal length');
});
