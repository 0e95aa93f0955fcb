// The soft limit of open descriptors is lowered to what the processes of the service use, plus a few.
import { spawnSync } from 'node:child_process';
import { readdirSync } from 'node:fs';
import { quoteText, writeMessage } from '../../../reports/document/messages/message.ts';
import { readSmallFile } from '../../probes/small-file.ts';
import { readInheritedEnv } from '../../services/inherited-env.ts';
import { findOnPath } from '../../services/placement.ts';
import { failBy } from '../../tell-failure.ts';
import type { Fault, FaultSurroundings, Verification } from '../fault.ts';
import { defineFault } from '../fault-parameters.ts';
import {
  explainNoProcesses,
  identify,
  isStillThere,
  listServicePids,
  type SeenProcess,
  withRevival,
} from '../processes.ts';

export const descriptorsUsedUp = defineFault(
  'descriptors-used-up',
  { spare: { fallback: 2, least: 0, most: 10_000, meaning: 'that a process may still open' } },
  createDescriptorsUsedUp,
);

interface LimitedProcess extends SeenProcess {
  /** Soft limit before, as prlimit takes it. */
  readonly softBefore: string;
  readonly lowered: number;
}

export function createDescriptorsUsedUp({ spare }: { readonly spare: number }): Fault {
  return {
    id: 'descriptors-used-up',
    title: 'Descriptors used up',
    mechanism: writeMessage('how-descriptors-used-up', { spare }),
    async check({ service }) {
      if (process.platform !== 'linux') return writeMessage('limits-linux-only');
      if (findOnPath('prlimit') === undefined) return writeMessage('no-prlimit');
      return explainNoProcesses(service);
    },
    apply: async (surroundings) => applyLimits(surroundings, spare),
  };
}

function applyLimits(surroundings: FaultSurroundings, spare: number) {
  const limited: LimitedProcess[] = [];
  const undo = () => restoreLimits(limited);
  try {
    for (const seen of identify(listServicePids(surroundings.service))) {
      const softBefore = readSoftLimit(seen.pid);
      const lowered = findLimit(listDescriptors(seen.pid), spare);
      if (softBefore === undefined || lowered === undefined) continue;
      setSoftLimit(seen.pid, `${lowered}`);
      limited.push({ ...seen, softBefore, lowered });
    }
    if (limited.length === 0) throw failBy('cause-no-descriptors');
  } catch (thrown) {
    undo();
    throw thrown;
  }
  return withRevival(surroundings, { verify: () => verifyLimits(limited), undo });
}

/** Restores all that can be restored; what failed stays in the list, so that it can be tried again. */
function restoreLimits(limited: LimitedProcess[]): void {
  const failures: unknown[] = [];
  for (const one of [...limited]) {
    try {
      if (isStillThere(one)) setSoftLimit(one.pid, one.softBefore);
      limited.splice(limited.indexOf(one), 1);
    } catch (thrown) {
      failures.push(thrown);
    }
  }
  if (failures.length > 0) throw failures[0];
}

function verifyLimits(limited: readonly LimitedProcess[]): Verification {
  const findings = limited.map(({ pid, lowered }) => {
    const limit = readSoftLimit(pid);
    return {
      isLow: limit === `${lowered}`,
      found: writeMessage('descriptors-of-process', {
        ...{ pid, used: listDescriptors(pid).length, limit: limit ?? '?' },
      }),
    };
  });
  const tookEffect = findings.length > 0 && findings.every(({ isLow }) => isLow);
  const processes = findings.map(({ found }) => found);
  return { tookEffect, evidence: writeMessage('evidence-descriptors', { processes }) };
}

function readSoftLimit(pid: number): string | undefined {
  return parseDescriptorLimits(readSmallFile(`/proc/${pid}/limits`) ?? '')?.soft;
}

/** Numbers of the open descriptors; empty where they cannot be read. */
function listDescriptors(pid: number): readonly number[] {
  try {
    return readdirSync(`/proc/${pid}/fd`).map(Number);
  } catch {
    return [];
  }
}

/** Leaves the hard limit as it is, so that the soft one may be raised again without a privilege. */
function setSoftLimit(pid: number, soft: string): void {
  const args = ['--pid', `${pid}`, `--nofile=${soft}:`];
  const outcome = spawnSync('prlimit', args, { encoding: 'utf8', env: readInheritedEnv() });
  if (outcome.status === 0) return;
  const why = outcome.error?.message ?? outcome.stderr.trim();
  throw failBy('cause-limit-not-set', { pid, cause: quoteText(why) });
}

/**
 * The limit under which a process with these open descriptors can open exactly `spare` more. A limit is
 * one above the highest number that may be given (getrlimit(2), RLIMIT_NOFILE), and the lowest free
 * number is given first, so gaps below count. Undefined where nothing is open, as then nothing is known.
 */
export function findLimit(open: readonly number[], spare: number): number | undefined {
  if (open.length === 0) return undefined;
  const taken = new Set(open);
  let number = 0;
  for (let free = 0; ; number += 1) {
    if (taken.has(number)) continue;
    if (free === spare) return number;
    free += 1;
  }
}

/** The line of open files in /proc/PID/limits, as written there; undefined where there is none. */
export function parseDescriptorLimits(
  text: string,
): { readonly soft: string; readonly hard: string } | undefined {
  const [, soft, hard] = /^Max open files\s+(\S+)\s+(\S+)/m.exec(text) ?? [];
  return soft === undefined || hard === undefined ? undefined : { soft, hard };
}
