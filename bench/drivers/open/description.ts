// What the open driver, our own generator, can do.
import type { DriverDescription } from '../driver.ts';

export const open: DriverDescription = {
  name: 'open',
  loads: ['closed', 'open'],
  thinkTimes: true,
  scenarios: ['module', 'inline'],
  microSlices: true,
  minSliceMs: 10,
  https: true,
  severalAddresses: true,
  otherMachines: true,
  requestLog: true,
  generators: true,
  cannotMeasure: [
    'In a closed loop requests wait for the answers before them, so the latency of users who do not wait is not measured.',
    'The time to connect is part of a latency only where a request needed a new connection.',
    'A safe request on a kept-alive connection that the service closes without an answer is sent again, once, as clients do.',
    'A request that timed out may still have been finished and counted by the service.',
    'HTTP/2, compression and pipelining are not used.',
  ],
};
