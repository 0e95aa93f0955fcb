// How much of the machine others used during an episode, while processes of our own end and begin.
import { createCpuLedger } from '../../probes/cpu.ts';
import { readForeignCpu, readHost } from '../../probes/host.ts';
import { readProcessTree } from '../../probes/processes.ts';

export interface ForeignMeter {
  /** Ends the readings. @returns share of the host's CPU time, 0 to 1; undefined where not measurable */
  stop(): number | undefined;
}

/** Often enough that little is lost of a process that is killed between two readings. */
const everyMs = 1_000;

/** Starts reading everything that descends from the harness: services, stores, generator, proxies, hogs. */
export function startForeignMeter(): ForeignMeter {
  const ledger = createCpuLedger();
  const readOwn = () => ledger.read('own', readProcessTree(process.pid))?.cpuNs;
  const [hostBefore, ownBefore] = [readHost(), readOwn()];
  const timer = setInterval(readOwn, everyMs);
  return {
    stop() {
      clearInterval(timer);
      const [hostAfter, ownAfter] = [readHost(), readOwn()];
      const isKnown = ownBefore !== undefined && ownAfter !== undefined;
      return readForeignCpu(hostBefore, hostAfter, isKnown ? ownAfter - ownBefore : undefined);
    },
  };
}
