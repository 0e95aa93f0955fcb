// What the autocannon driver can do.
import type { DriverDescription } from '../driver.ts';

export const autocannon: DriverDescription = {
  name: 'autocannon',
  needsPackage: 'autocannon',
  loads: ['closed'],
  thinkTimes: false,
  scenarios: ['module', 'inline'],
  microSlices: false,
  minSliceMs: 500,
  https: false,
  severalAddresses: false,
  otherMachines: false,
  requestLog: false,
  generators: false,
  cannotMeasure: [
    'Requests wait for the answers before them (closed loop), so the latency of users who do not wait is not measured.',
    'Latency begins at the send: there is no intended start, and lateness of the generator is not seen.',
    'Connections are opened anew in each slice, and the first request of each includes the time to connect.',
    'A service that closes or breaks connections is not measured: such a slice has a caveat.',
    'An answer that ends with its connection (neither Content-Length nor chunked) counts as failed.',
    'Requests in flight at the end of a slice are waited for; they are in the counts of the slice, not in its window, so they are missing from the timeline too.',
    'In the timeline a request sent before its recorded window, which ended inside, belongs to the first second of the window.',
    'A request that timed out may still have been finished and counted by the service.',
  ],
};
