// The memory of a generator does not grow with the number of requests.
import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { openSession, pathsScenario } from '../contract-session.ts';
import { findBuiltEntry } from '../test-built.ts';
import { createOpenDriver } from './driver.ts';
import { okAnswer, startRawServer } from './raw-server.fixture.ts';

const few = 100_000;
const many = 1_000_000;
/** A byte kept of each request more would be 0.9 MB; a number or an object 7 MB and up. */
const mostGrowthBytes = 16 * 2 ** 20;

test('holds as much after a million requests as after a hundred thousand, within one trial', async () => {
  const server = await startRawServer(({ socket }) => socket.write(okAnswer));
  const session = await openSession(
    createOpenDriver(findBuiltEntry('open')),
    [server],
    pathsScenario('/'),
  );
  let sent = 0;
  const sendUntil = async (wanted: number): Promise<number> => {
    while (sent < wanted) {
      const { sliceCounts } = await session.runSlice({
        ...{ variantId: 'a', load: { kind: 'closed', connections: 16 } },
        ...{ durationMs: 500, dropFirstMs: 50, recorded: true },
      });
      expect(sliceCounts.succeeded).toBeGreaterThan(0);
      sent += sliceCounts.succeeded;
    }
    return readRssBytes(session.pid);
  };
  const before = await sendUntil(few);
  const after = await sendUntil(many);
  expect(after - before).toBeLessThan(mostGrowthBytes);
});

function readRssBytes(pid: number): number {
  const [, kib] = /^VmRSS:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8')) ?? [];
  return Number(kib) * 1_024;
}
