// How many files a process of this machine may open, and how many local ports there are.
import { join } from 'node:path';
import { readSmallFile } from './small-file.ts';

export interface HostCapacity {
  /** Soft limit of open files of this process, which its children inherit; undefined where not known. */
  readonly openFiles: number | undefined;
  /** Local ports for outgoing connections; undefined where not known. */
  readonly localPorts: number | undefined;
}

/** Reads both from /proc. @param root for tests */
export function readHostCapacity(root = '/proc'): HostCapacity {
  return {
    openFiles: parseOpenFiles(readSmallFile(join(root, 'self/limits')) ?? ''),
    localPorts: parsePortCount(readSmallFile(join(root, 'sys/net/ipv4/ip_local_port_range')) ?? ''),
  };
}

function parseOpenFiles(text: string): number | undefined {
  const soft = /^Max open files\s+(\d+|unlimited)/m.exec(text)?.[1];
  if (soft === undefined) return undefined;
  return soft === 'unlimited' ? Number.POSITIVE_INFINITY : Number(soft);
}

function parsePortCount(text: string): number | undefined {
  const [, low, high] = /^(\d+)\s+(\d+)\s*$/.exec(text) ?? [];
  return low === undefined || high === undefined ? undefined : Number(high) - Number(low) + 1;
}
