// The writer of the request log: what waits, what does not, and that a failure stays one.
import { expect, test } from 'vitest';
import { parseRequestLog } from '../../measurement/request-log.ts';
import { toSharedMs } from './clock.ts';
import { Connection, type Exchange } from './connection.ts';
import { type LoggedEnd, openRequestLogFile, RequestLogWriter } from './request-log-writer.ts';

interface Written {
  text: string;
  writes: number;
}

function createWriter(routes: readonly string[] = ['order', 'list']) {
  const written: Written = { text: '', writes: 0 };
  const file = {
    write(text: string) {
      written.text += text;
      written.writes += 1;
    },
    close() {},
  };
  return { written, writer: new RequestLogWriter(file, routes) };
}

function exchangeOf(route: string, operationId?: string): Exchange {
  const target = { address: '127.0.0.1', port: 9, host: 'x', tls: undefined };
  const events = {
    answered() {},
    broke() {},
    resent() {},
    opened() {},
    lost() {},
    strayed() {},
    isCrossing: () => false,
  };
  const { exchange } = new Connection(target, events);
  return {
    ...exchange,
    request: { route, method: 'POST', path: '/', user: 7 },
    route: { weight: 1, writes: operationId !== undefined, expectedStatuses: [200] },
    ...{ operationId, intendedAtMs: 10, sentAtMs: 12 },
  };
}

function endAt(atMs: number): LoggedEnd {
  return { outcome: 'succeeded', atMs, statusCode: 200, reason: undefined, observedVersions: [] };
}

test('ends wait for each other, but not longer than load may go on without them', () => {
  const { written, writer } = createWriter();
  writer.flush(1_000);
  writer.ended(exchangeOf('list'), endAt(1_010));
  writer.ended(exchangeOf('list'), endAt(1_020));
  writer.flushIfDue(1_040);
  expect(written.writes).toBe(1);
  writer.flushIfDue(1_050);
  expect(written.writes).toBe(2);
  expect(parseRequestLog(written.text).requests).toHaveLength(2);
  writer.flushIfDue(2_000);
  expect(written.writes).toBe(2);
});

test('an intent is written at once, behind what has ended before it', () => {
  const { written, writer } = createWriter();
  writer.flush(1_000);
  writer.ended(exchangeOf('order', 'a'), endAt(1_010));
  writer.intend('b', undefined, 1_011);
  const tags = written.text.split('\n').map((line) => line.slice(0, 3));
  expect(tags).toEqual(['["r', '["e', '["i', '']);
});

test('times are on the clock of the slice, routes by their place, and users by their number', () => {
  const { written, writer } = createWriter();
  writer.ended(exchangeOf('list'), endAt(20));
  writer.dropped(exchangeOf('order', 'c'), 30, 90, 'never sent');
  writer.close();
  const [ended, dropped] = parseRequestLog(written.text).requests;
  expect(ended).toMatchObject({ route: 1, writes: false, operationId: undefined, user: 7 });
  expect(ended?.dueMs).toBeCloseTo(toSharedMs(10), 3);
  expect(ended?.sentMs).toBeCloseTo(toSharedMs(12), 3);
  expect(ended?.endMs).toBeCloseTo(toSharedMs(20), 3);
  expect(dropped).toMatchObject({ route: 0, outcome: 'dropped', operationId: 'c', user: 7 });
  expect(dropped?.writes).toBe(true);
  expect(dropped?.sentMs).toBeUndefined();
  expect(dropped?.endMs).toBeCloseTo(toSharedMs(90), 3);
});

test('a file that failed once takes nothing more', () => {
  const file = openRequestLogFile('/dev/full');
  const failure = expect.objectContaining({
    code: 'DRIVER_FAILED',
    message: expect.stringMatching(/\/dev\/full cannot be written: .*ENOSPC/),
  });
  expect(() => file.write('a\n')).toThrow(failure);
  expect(() => file.write('b\n')).toThrow(failure);
  file.close();
  file.close();
});
