// The pool over real sockets: limits, back-off, TLS.
import { expect, onTestFinished, test } from 'vitest';
import type { Connection, ConnectionTarget } from './connection.ts';
import { ConnectionPool } from './connection-pool.ts';
import { okAnswer, startRawServer } from './raw-server.fixture.ts';
import { createSelfSigned } from './self-signed.fixture.ts';

const requestText = 'GET / HTTP/1.1\r\nhost: x\r\n\r\n';

interface PoolLog {
  readonly pool: ConnectionPool;
  readonly events: string[];
  /** Resolves when the next request has ended. */
  nextEnd(): Promise<void>;
}

function openPool(target: Partial<ConnectionTarget> & { readonly port: number }): PoolLog {
  const events: string[] = [];
  let notify = () => {};
  const log = (event: string) => {
    events.push(event);
    notify();
  };
  const pool = new ConnectionPool(
    [{ address: '127.0.0.1', host: 'x', tls: undefined, ...target }],
    {
      answered: ({ parser }: Connection) => log(`answered ${parser.statusCode}`),
      failed: (_connection: Connection, reason: string) => log(`failed ${reason}`),
      timedOut: () => log('timed out'),
    },
    () => performance.now(),
  );
  onTestFinished(() => pool.close());
  return {
    pool,
    events,
    nextEnd: () =>
      new Promise((resolve) => {
        notify = resolve;
      }),
  };
}

function take(pool: ConnectionPool, limit: number): Connection {
  const connection = pool.take(limit);
  if (connection === undefined) throw new Error('no connection was free');
  return connection;
}

test('prepared connections are taken in turn, never above the limit', async () => {
  const server = await startRawServer(({ socket }) => socket.write(okAnswer));
  const { pool, events, nextEnd } = openPool({ port: server.port });
  await pool.prepare(3, 3, 5_000);
  expect(pool.counters().opened).toBe(3);
  const first = take(pool, 2);
  pool.send(first, requestText, 'latin1');
  const second = take(pool, 2);
  pool.send(second, requestText, 'latin1');
  expect(second).not.toBe(first);
  expect(pool.take(2)).toBeUndefined();
  await nextEnd();
  if (events.length < 2) await nextEnd();
  expect(events).toEqual(['answered 200', 'answered 200']);
  // The third one has been idle for longest.
  const third = take(pool, 3);
  expect([first, second]).not.toContain(third);
  expect(pool.counters().opened).toBe(3);
});

test('a target that refuses connections is left alone for a while', async () => {
  const server = await startRawServer(() => {});
  const { pool, events, nextEnd } = openPool({ port: server.port });
  await server.stop();
  pool.send(take(pool, 4), requestText, 'latin1');
  await nextEnd();
  expect(events).toEqual(['failed ECONNREFUSED']);
  expect(pool.mayConnect()).toBe(false);
  expect(pool.take(4)).toBeUndefined();
});

test('a request past its deadline is timed out once, and its late answer reaches nobody', async () => {
  const arrived = Promise.withResolvers<() => void>();
  const server = await startRawServer(({ socket, number }) => {
    if (number === 1) arrived.resolve(() => socket.write(okAnswer));
    else socket.write(okAnswer);
  });
  const { pool, events, nextEnd } = openPool({ port: server.port });
  const connection = take(pool, 1);
  connection.exchange.deadlineMs = 100;
  pool.send(connection, requestText, 'latin1');
  const answerLate = await arrived.promise;
  pool.expire(99);
  expect(events).toEqual([]);
  pool.expire(100);
  pool.expire(101);
  expect(events).toEqual(['timed out']);
  answerLate();
  pool.send(take(pool, 1), requestText, 'latin1');
  await nextEnd();
  expect(events).toEqual(['timed out', 'answered 200']);
});

test('https is spoken with a certificate that is checked', async () => {
  const certificate = createSelfSigned();
  const server = await startRawServer(({ socket }) => socket.write(okAnswer), certificate);
  const trusting = openPool({
    port: server.port,
    tls: { servername: '127.0.0.1', ca: certificate.cert, rejectUnauthorized: true },
  });
  await trusting.pool.prepare(1, 1, 5_000);
  trusting.pool.send(take(trusting.pool, 1), requestText, 'latin1');
  await trusting.nextEnd();
  expect(trusting.events).toEqual(['answered 200']);
  const strict = openPool({
    port: server.port,
    tls: { servername: '127.0.0.1', ca: undefined, rejectUnauthorized: true },
  });
  strict.pool.send(take(strict.pool, 1), requestText, 'latin1');
  await strict.nextEnd();
  expect(strict.events).toEqual(['failed DEPTH_ZERO_SELF_SIGNED_CERT']);
});
