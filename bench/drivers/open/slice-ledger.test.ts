// The ledger of a slice and its request log: every request once in both, however it ended.
import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { Scenario } from '../../../scenarios/model.ts';
import { createLatencyRecorder } from '../../measurement/latency-recorder.ts';
import { parseRequestLog } from '../../measurement/request-log.ts';
import { Connection, type ConnectionTarget } from './connection.ts';
import { ConnectionPool } from './connection-pool.ts';
import { okAnswer } from './raw-server.fixture.ts';
import { RequestLogWriter } from './request-log-writer.ts';
import { SliceLedger } from './slice-ledger.ts';
import { VariantTraffic } from './variant-traffic.ts';

const target: ConnectionTarget = { address: '127.0.0.1', port: 9, host: 'x', tls: undefined };

const route = {
  ...{ weight: 1, writes: true, expectedStatuses: [200] },
  check: ({ body }: { body: string }) => (body === 'ok' ? undefined : 'not ok'),
  intent: () => ({ operationId: 'same' }),
  observedVersions: () => [{ entity: 'thing', version: 3 }],
};

const answers = {
  right: okAnswer,
  wrong: okAnswer.replace(/ok$/, 'no'),
  refused: okAnswer.replace('200 OK', '503 Busy'),
};

type End = keyof typeof answers | 'broken' | 'timed-out' | 'dropped' | 'in-flight';

/** Plays ends on a ledger whose window is 100 to 200 ms; each request is 1 ms after the one before. */
function play(ends: readonly End[]) {
  let text = '';
  let sentInVain: (number | undefined)[] = [];
  const file = {
    write(more: string) {
      text += more;
    },
    close() {},
  };
  const log = new RequestLogWriter(file, ['write']);
  const scenario: Scenario = {
    ...{ name: 'ledger', description: 'One write.', routes: { write: route } },
    createSource: () => ({
      next: () => ({ route: 'write', method: 'POST', path: '/' }),
      unanswered(_request, statusCode) {
        sentInVain = [...sentInVain, statusCode];
      },
    }),
  };
  const poolEvents = { answered() {}, failed() {}, timedOut() {} };
  const traffic = new VariantTraffic({
    ...{
      pool: new ConnectionPool([target], poolEvents, () => 0),
      scenario,
      cookies: undefined,
      hosts: ['x'],
      acceptEncoding: undefined,
      seed: 1,
    },
    ...{ source: scenario.createSource({ seed: 1, data: null }), bodyCheckRatio: 0 },
    requestTimeoutMs: 100,
  });
  traffic.log = log;
  const ledger = new SliceLedger({
    ...{ traffic, log, recorded: undefined, windowStartMs: 100, windowEndMs: 200 },
    windowLatency: createLatencyRecorder(),
  });
  for (const [index, end] of ends.entries()) playOne(ledger, traffic, end, 90 + index);
  log.flush();
  return { log: parseRequestLog(text), figures: ledger.figures(), sentInVain };
}

function playOne(ledger: SliceLedger, traffic: VariantTraffic, end: End, dueMs: number): void {
  const events = {
    answered() {},
    broke() {},
    resent() {},
    opened() {},
    lost() {},
    strayed() {},
    isCrossing: () => false,
  };
  const connection = new Connection(target, events);
  const endMs = dueMs + 50;
  if (end === 'dropped') {
    ledger.dropped(traffic.drawUnsent(), dueMs, endMs);
    return;
  }
  const request = traffic.drawUnsent();
  Object.assign(connection.exchange, { ...request, intendedAtMs: dueMs, sentAtMs: dueMs + 1 });
  connection.exchange.wantedBody = 'any';
  ledger.sentArrival(connection, false);
  if (end === 'broken') ledger.failed(connection, 'failed', 'ECONNRESET', endMs);
  else if (end === 'timed-out') ledger.failed(connection, 'timedOut', 'timed out', endMs);
  else if (end === 'in-flight') ledger.abandoned(connection, endMs);
  else {
    const bytes = Buffer.from(answers[end]);
    connection.parser.start(false, 'any');
    connection.parser.push(bytes, 0, bytes.length);
    ledger.answered(connection, endMs);
  }
}

const anyEnd = fc.constantFrom<End>(
  ...(['right', 'wrong', 'refused', 'broken', 'timed-out', 'dropped', 'in-flight'] as const),
);

test('the log holds one end of each scheduled request, with the outcome that was counted', () => {
  fc.assert(
    fc.property(fc.array(anyEnd, { maxLength: 120 }), (ends) => {
      const { log, figures } = play(ends);
      const { scheduled, succeeded, failed, timedOut, dropped, inFlightAtEnd } =
        figures.sliceCounts;
      expect(log.requests).toHaveLength(scheduled);
      expect(scheduled).toBe(ends.length);
      const logged = (outcome: string) => log.requests.filter((one) => one.outcome === outcome);
      expect(logged('succeeded')).toHaveLength(succeeded);
      expect(logged('failed')).toHaveLength(failed);
      expect(logged('timed-out')).toHaveLength(timedOut);
      expect(logged('dropped')).toHaveLength(dropped);
      expect(logged('in-flight')).toHaveLength(inFlightAtEnd);
      expect(log.requests.every(({ operationId }) => operationId === 'same')).toBe(true);
    }),
    { numRuns: 50 },
  );
});

test('only a right answer shows versions', () => {
  const { log } = play(['right', 'wrong', 'refused', 'broken', 'timed-out', 'dropped']);
  expect(log.requests.map(({ observedVersions }) => observedVersions)).toEqual([
    [{ entity: 'thing', version: 3 }],
    ...Array.from({ length: 5 }, () => []),
  ]);
});

test('the source is told of what was sent in vain, with the status where one came', () => {
  const { sentInVain } = play(['right', 'wrong', 'refused', 'broken', 'timed-out', 'dropped']);
  expect(sentInVain).toEqual([503, undefined, undefined]);
  expect(play(['in-flight']).sentInVain).toEqual([undefined]);
});
