// The autocannon driver: closed loop, for saturation.
import autocannonPackage from 'autocannon/package.json' with { type: 'json' };
import { createChildSession } from '../child/session.ts';
import type { Driver } from '../driver.ts';

/** Load by autocannon, single-threaded in a child process; connections are opened anew each slice. */
export function createAutocannonDriver(): Driver {
  return {
    capabilities: {
      name: 'autocannon',
      version: autocannonPackage.version,
      loads: ['closed'],
      microSlices: false,
      minSliceMs: 500,
      cannotMeasure: [
        'Requests wait for the answers before them (closed loop), so the latency of users who do not wait is not measured.',
        'Latency begins at the send: there is no intended start, and lateness of the generator is not seen.',
        'Connections are opened anew in each slice, and the first request of each includes the time to connect.',
        'A service that closes or breaks connections is not measured: such a slice is marked as doubtful.',
        'An answer that ends with its connection (neither Content-Length nor chunked) counts as failed.',
        'Requests in flight at the end of a slice are waited for; they are in the counts of the slice, not in its window, so they are missing from the timeline too.',
        'In the timeline a request sent before its recorded window, which ended inside, belongs to the first second of the window.',
        'A request that timed out may still have been finished and counted by the service.',
      ],
    },
    open: (session) =>
      createChildSession({
        entry: new URL('./child.ts', import.meta.url),
        driverName: 'autocannon',
        session,
      }),
  };
}
