// What the probes can measure on this machine, and why they cannot where they can't.
import { parseSchedstat } from './proc-files.ts';
import { readSmallFile } from './small-file.ts';

export type ProbeSupport =
  | { readonly kind: 'full' }
  /** CPU time to 10 ms and no run-queue time. */
  | { readonly kind: 'coarse'; readonly reason: string }
  | { readonly kind: 'none'; readonly reason: string };

/** Tells what can be measured; every probe gives undefined for what cannot. */
export function readProbeSupport(root = '/proc'): ProbeSupport {
  if (readSmallFile(`${root}/self/stat`) === undefined) {
    return {
      kind: 'none',
      reason: 'There is no /proc here, so CPU time, memory and foreign load are not measured.',
    };
  }
  const text = readSmallFile(`${root}/self/schedstat`);
  const reading = text === undefined ? undefined : parseSchedstat(text);
  if (reading === undefined || reading.cpuNs === 0) {
    return {
      kind: 'coarse',
      reason: 'The kernel keeps no scheduler statistics, so CPU time is known to 10 ms only.',
    };
  }
  return { kind: 'full' };
}
