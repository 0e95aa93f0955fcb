// Requests as columns: nothing but their order and the fractions of a microsecond is lost.
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { decodeRequests, encodeRequests, mostUser } from './request-columns.ts';
import { type LoggedRequest, requestOutcomes } from './request-log.ts';

const startedAtMs = 1.7e12;

const requests: fc.Arbitrary<LoggedRequest> = fc
  .record({
    route: fc.nat(255),
    dueUs: fc.nat(600_000_000),
    responseUs: fc.nat(600_000_000),
    outcome: fc.constantFrom(...requestOutcomes),
    user: fc.option(fc.nat(mostUser), { nil: undefined }),
  })
  .map(({ user, route, dueUs, responseUs, outcome }) => ({
    ...requestOf(route, dueUs, responseUs, outcome),
    user,
  }));

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
    ...{ writes: false, observedVersions: [], user: undefined },
  };
}

test('every request comes back, in the order of the due times, to the microsecond', () => {
  fc.assert(
    fc.property(fc.array(requests, { maxLength: 60 }), (logged) => {
      const decoded = decodeRequests(encodeRequests(logged, startedAtMs));
      const expected = logged.toSorted((a, b) => a.dueMs - b.dueMs);
      expect(decoded).toHaveLength(expected.length);
      for (const [index, { dueMs, endMs, outcome, route, user }] of expected.entries()) {
        const request = decoded[index];
        expect(request).toMatchObject({ outcome, route, user });
        expect(Math.abs((request?.dueUs ?? -9) - (dueMs - startedAtMs) * 1_000)).toBeLessThan(1);
        expect(Math.abs((request?.responseUs ?? -9) - (endMs - dueMs) * 1_000)).toBeLessThan(1);
      }
    }),
  );
});

test('ten bytes hold a request, and fourteen one with its user', () => {
  const bytesOf = (user: number | undefined) => {
    const logged = Array.from({ length: 300 }, (_, at) => ({ ...requestOf(1, at, 5), user }));
    const columns: readonly string[] = Object.values(encodeRequests(logged, startedAtMs));
    return columns.reduce((sum, column) => sum + Buffer.from(column, 'base64').length, 0);
  };
  expect([bytesOf(undefined), bytesOf(0)]).toEqual([3_000, 4_200]);
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
  expect(() => decodeRequests({ ...columns, user: 'AAAAAA==' })).toThrow('not of equal length');
});
