// How long an idle connection is trusted, and when a close may have crossed a request on its way.
import { expect, test } from 'vitest';
import { KeepAliveLimit } from './keep-alive.ts';

test('an announced limit is trusted for four fifths of it', () => {
  const limit = new KeepAliveLimit();
  expect(limit.renewAfterMs).toBe(Number.POSITIVE_INFINITY);
  limit.announced(5);
  expect(limit.renewAfterMs).toBe(4_000);
  limit.announced(2);
  expect(limit.renewAfterMs).toBe(1_600);
});

test('the shortest idle time that the service closed at is the limit, until a longer one survives', () => {
  const limit = new KeepAliveLimit();
  expect(limit.closedIdle(100)).toBe(false);
  expect(limit.renewAfterMs).toBe(Number.POSITIVE_INFINITY);
  expect(limit.closedIdle(2_010)).toBe(true);
  expect(limit.closedIdle(2_000)).toBe(true);
  expect(limit.renewAfterMs).toBe(1_600);
  limit.survived(1_999);
  expect(limit.renewAfterMs).toBe(1_600);
  limit.survived(2_100);
  expect(limit.renewAfterMs).toBe(Number.POSITIVE_INFINITY);
});

test('a service that was away taught nothing by what it closed', () => {
  const limit = new KeepAliveLimit();
  limit.announced(5);
  limit.closedIdle(400);
  limit.wentAway();
  expect(limit.renewAfterMs).toBe(4_000);
});

test.each([
  ['busy a moment ago', undefined, 3, 1, false],
  ['opened for the request', undefined, -1, 1, false],
  ['idle for longer than the usual limit', undefined, 1_000, 1, true],
  ['idle for less than the announced limit', 5, 2_000, 1, false],
  ['idle for about the announced limit', 5, 4_500, 1, true],
  ['long idle, but closed long after the send', 5, 6_000, 400, false],
] as const)('a connection %s', (_title, announcedS, idleMs, sinceSendMs, isCrossing) => {
  const limit = new KeepAliveLimit();
  if (announcedS !== undefined) limit.announced(announcedS);
  expect(limit.isCrossing(idleMs, sinceSendMs)).toBe(isCrossing);
});
