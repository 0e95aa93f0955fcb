// What the k6 driver can do.
import type { DriverDescription } from '../driver.ts';

export const k6: DriverDescription = {
  name: 'k6',
  needsProgram: 'k6',
  loads: ['closed', 'open'],
  thinkTimes: false,
  scenarios: ['module', 'inline', 'k6-script'],
  microSlices: false,
  minSliceMs: 1_000,
  https: false,
  severalAddresses: false,
  otherMachines: false,
  requestLog: false,
  generators: true,
  resendsUnseen: true,
  cannotMeasure: [
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
  ],
};
