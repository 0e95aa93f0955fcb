// Whether the machine suffices for the plan, judged before anything is started. Pure.
import { LoadstoneError } from '../errors.ts';
import type { HostNeed } from '../plan/host-need.ts';
import type { HostCapacity } from '../probes/capacity.ts';

export interface PreflightFinding {
  readonly status: 'ok' | 'too-small' | 'unknown';
  /** A sentence with both figures. */
  readonly text: string;
  /** What to do where it is too small. */
  readonly advice: string;
}

/** Compares what is needed with what there is; what is not known is never ok. @param who needs it, as a sentence begins */
export function judgeHostCapacity(
  need: HostNeed,
  capacity: HostCapacity,
  who = 'The plan',
): readonly PreflightFinding[] {
  const filesAdvice = `Raise the limit with \`ulimit -n ${need.openFiles}\`, or use fewer connections or variants.`;
  const portsAdvice =
    'Widen net.ipv4.ip_local_port_range, wait until connections of other programs are gone, use fewer connections or longer slices, or take the driver open, which keeps its connections.';
  return [
    compare(
      `${who} needs ${need.openFiles} open files`,
      need.openFiles,
      capacity.openFiles,
      filesAdvice,
    ),
    compare(
      `${who} needs ${need.localPorts} free local ports within 60 s`,
      need.localPorts,
      capacity.localPorts,
      portsAdvice,
    ),
  ];
}

function compare(
  what: string,
  needed: number,
  there: number | undefined,
  advice: string,
): PreflightFinding {
  if (there === undefined) {
    return {
      status: 'unknown',
      text: `${what}; how many there are is not known here.`,
      advice,
    };
  }
  const text = `${what}; ${there} are there.`;
  return { status: needed <= there ? 'ok' : 'too-small', text, advice };
}

/**
 * Refuses a plan that the machine cannot carry, and returns what could not be checked, as sentences.
 * @throws LoadstoneError HOST_TOO_SMALL
 */
export function assertHostSuffices(need: HostNeed, capacity: HostCapacity): readonly string[] {
  const findings = judgeHostCapacity(need, capacity);
  const tooSmall = findings.filter(({ status }) => status === 'too-small');
  if (tooSmall.length > 0) {
    throw new LoadstoneError('HOST_TOO_SMALL', tooSmall.map(({ text }) => text).join(' '), {
      hint: tooSmall.map(({ advice }) => advice).join(' '),
    });
  }
  return findings.flatMap(({ status, text }) => (status === 'unknown' ? [text] : []));
}
