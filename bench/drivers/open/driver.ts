// The open driver: our own generator, closed loop and open loop, in micro-slices.
import { createChildSession } from '../child/session.ts';
import type { Driver } from '../driver.ts';

/** Load over raw sockets from a child process; connections to all variants stay open between slices. */
export function createOpenDriver(): Driver {
  return {
    capabilities: {
      name: 'open',
      version: '1',
      loads: ['closed', 'open'],
      microSlices: true,
      minSliceMs: 10,
      cannotMeasure: [
        'In a closed loop requests wait for the answers before them, so the latency of users who do not wait is not measured.',
        'The time to connect is part of a latency only where a request needed a new connection.',
        'A safe request on a kept-alive connection that the service closes without an answer is sent again, once, as clients do.',
        'A request that timed out may still have been finished and counted by the service.',
        'HTTP/2, compression and pipelining are not used.',
      ],
    },
    open: (session) =>
      createChildSession({
        entry: new URL('child-main.ts', import.meta.url),
        driverName: 'open',
        session,
      }),
  };
}
