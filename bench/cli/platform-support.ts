// What this operating system offers for a measurement, and what is done without where it does not.
import { findHostGaps, type HostReading } from '../probes/host.ts';

export interface PlatformFacts {
  /** As `process.platform`. */
  readonly platform: NodeJS.Platform;
  readonly cpuCount: number;
  /** Undefined where there is no /proc/stat. */
  readonly host: HostReading | undefined;
  /** Why no process can be pinned; undefined where it can. */
  readonly pinFailure: string | undefined;
}

export interface SupportNote {
  readonly isThere: boolean;
  readonly text: string;
}

/** One note each on pinning, on what is seen of the rest of the machine, and on systems that nobody has tried. */
export function describeSupport(facts: PlatformFacts): readonly SupportNote[] {
  return [describePinning(facts), describeHost(facts), ...describeSystem(facts)];
}

function describePinning({ pinFailure, cpuCount }: PlatformFacts): SupportNote {
  if (cpuCount < 2) return { isThere: false, text: 'Pinning: one CPU leaves nothing to choose' };
  return pinFailure === undefined
    ? { isThere: true, text: 'Pinning: processes can be kept on CPUs of their own (taskset)' }
    : {
        isThere: false,
        text: `Pinning: ${pinFailure}, so service and load generator take CPU time from each other, and intervals are wider`,
      };
}

function describeHost({ host }: PlatformFacts): SupportNote {
  const gaps = findHostGaps(host);
  return gaps.length === 0
    ? { isThere: true, text: 'Steal, CPU pressure and foreign load are readable' }
    : {
        isThere: false,
        text: `Not readable here: ${gaps.join(', ')}; a run that these disturb is not found out`,
      };
}

function describeSystem({ platform }: PlatformFacts): readonly SupportNote[] {
  if (platform === 'linux') return [];
  const shell =
    platform === 'win32'
      ? ' A command with shell variables needs a sh on PATH (Git brings one); programs are ended without being asked first, and Redis has to be given by its URL.'
      : '';
  return [
    {
      isThere: false,
      text: `Loadstone is tested on Linux only. Here a killed harness leaves its services to the next command, faults that stop or starve a process may be refused, and CPU time and memory of services are not measured.${shell}`,
    },
  ];
}
