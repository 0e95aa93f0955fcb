// How many files a process of this machine may open, and how many local ports there are.
import { join } from 'node:path';
import { readSmallFile, readWholeFile } from './small-file.ts';

export interface HostCapacity {
  /** Soft limit of open files of this process, which its children inherit; undefined where not known. */
  readonly openFiles: number | undefined;
  /** Free local ports for outgoing connections; undefined where not known. */
  readonly localPorts: number | undefined;
}

/** Reads both from /proc. @param root for tests */
export function readHostCapacity(root = '/proc'): HostCapacity {
  return {
    openFiles: parseOpenFiles(readSmallFile(join(root, 'self/limits')) ?? ''),
    localPorts: countFreePorts(root),
  };
}

function parseOpenFiles(text: string): number | undefined {
  const soft = /^Max open files\s+(\d+|unlimited)/m.exec(text)?.[1];
  if (soft === undefined) return undefined;
  return soft === 'unlimited' ? Number.POSITIVE_INFINITY : Number(soft);
}

/**
 * Ports of ip_local_port_range on which no socket is, in whatever state. Some of those in use could be
 * used again towards another address, so this is the careful figure.
 */
function countFreePorts(root: string): number | undefined {
  const text = readSmallFile(join(root, 'sys/net/ipv4/ip_local_port_range')) ?? '';
  const [, lowest, highest] = /^(\d+)\s+(\d+)\s*$/.exec(text) ?? [];
  if (lowest === undefined || highest === undefined) return undefined;
  const [low, high] = [Number(lowest), Number(highest)];
  const inUse = new Set(
    ['net/tcp', 'net/tcp6']
      .flatMap((name) => listLocalPorts(readWholeFile(join(root, name))?.toString('latin1') ?? ''))
      .filter((port) => port >= low && port <= high),
  );
  return high - low + 1 - inUse.size;
}

/** The second column of /proc/net/tcp is the local address and port, in hexadecimal digits. */
function listLocalPorts(text: string): readonly number[] {
  const lines = text.matchAll(/^\s*\d+:\s+[0-9A-F]+:([0-9A-F]{4})\s/gim);
  return Array.from(lines, ([, port = '']) => Number.parseInt(port, 16));
}
