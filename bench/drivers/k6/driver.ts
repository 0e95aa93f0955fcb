// The k6 driver: closed and open load by a real k6, one run of it a slice.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createChildSession } from '../child/session.ts';
import type { Driver, DriverSession, SessionOptions } from '../driver.ts';
import type { FoundK6 } from './find-k6.ts';
import { shortestSliceMs } from './options.ts';

export interface K6DriverOptions {
  readonly k6: FoundK6;
  /** Folder that holds a session's files while it is open; by default the system's. */
  readonly temporaryFolder?: string;
}

/** k6 compiles the script for each virtual user before it starts, on a busy machine for long. */
const graceMs = 45_000;

const cannotMeasure: readonly string[] = [
  'k6 does not tell when a request was meant to start: latency begins at the wish for a connection (http_req_blocked + http_req_duration), and lateness of the generator is not seen.',
  'Arrivals of an open load are uniform, also where Poisson arrivals are asked for: queues are shorter than with real users.',
  'k6 is a process of its own for each slice: connections are opened anew, and the first request of each includes the time to connect.',
  'Each virtual user draws from a source of its own, which learns only from its own answers and only within a slice.',
  'k6 spends far more CPU on a request than other drivers, and reading its output adds to that: on the CPUs of the service it takes part in what is measured.',
  'The delay of the event loop has no meaning for k6 and is reported as 0.',
  'A GET whose kept-alive connection breaks before the first byte is sent again by k6 unseen, so that the service counts more requests than k6: never in a fault run.',
  'Requests in flight at the end of a slice are waited for; they are in the counts of the slice, not in its window, so they are missing from the timeline too.',
  'In the timeline a request belongs to the second in which it wished for a connection, by the wall clock; one from before its recorded window belongs to the first second of the window.',
  'In a script of the user’s own the rate is one of iterations; an iteration that was dropped counts as one request, however many it would have sent.',
  'A check of such a script counts as one of speed where its function reads `timings` of a response of k6/http, and as one of the answer otherwise.',
  'A request that timed out may still have been finished and counted by the service.',
];

/** Load by the k6 that was found. */
export function createK6Driver(options: K6DriverOptions): Driver {
  const { k6 } = options;
  return {
    capabilities: {
      name: 'k6',
      version: k6.version,
      loads: ['closed', 'open'],
      microSlices: false,
      minSliceMs: shortestSliceMs,
      cannotMeasure:
        process.platform === 'linux'
          ? cannotMeasure
          : [...cannotMeasure, 'The CPU time of k6 is known on Linux only.'],
      resendsUnseen: true,
    },
    open: (session) => openSession(options, session),
  };
}

async function openSession(
  { k6, temporaryFolder = tmpdir() }: K6DriverOptions,
  session: SessionOptions,
): Promise<DriverSession> {
  const folder = mkdtempSync(join(session.temporaryFolder ?? temporaryFolder, 'loadstone-k6-'));
  const removeFolder = () => rmSync(folder, { recursive: true, force: true });
  try {
    const opened = await createChildSession({
      entry: new URL('child.ts', import.meta.url),
      args: [k6.path, k6.version, folder],
      driverName: 'k6',
      session,
      graceMs,
    });
    return {
      pid: opened.pid,
      runSlice: (order) => opened.runSlice(order),
      collect: () => opened.collect(),
      close: () => opened.close().finally(removeFolder),
    };
  } catch (thrown) {
    removeFolder();
    throw thrown;
  }
}
