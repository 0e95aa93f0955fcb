// Which processes listen for TCP, from /proc.
import { readdirSync, readFileSync, readlinkSync } from 'node:fs';
import { listPids } from './processes.ts';

export interface Listener {
  /** As in a URL: `127.0.0.1`, `[::1]`; of all addresses `0.0.0.0` or `[::]`. */
  readonly address: string;
  readonly port: number;
}

/** Where the processes listen; undefined where that can't be seen. */
export function listListening(pids: readonly number[]): readonly Listener[] | undefined {
  const found: Listener[] = [];
  for (const pid of pids) {
    const sockets = listSockets(pid);
    if (sockets === undefined) return undefined;
    for (const { address, port, inode } of listListeners(`/proc/${pid}/net`))
      if (sockets.includes(inode)) found.push({ address: readAddress(address), port });
  }
  return pids.length === 0 ? undefined : found;
}

/** Ports on which the processes listen, ascending; empty where that can't be seen. */
export function listListeningPorts(pids: readonly number[]): readonly number[] {
  const ports = new Set(pids.flatMap((pid) => listListening([pid]) ?? []).map(({ port }) => port));
  return [...ports].sort((a, b) => a - b);
}

/** @param hex as /proc/net/tcp and tcp6 write it: words of four bytes, the lowest byte first */
export function readAddress(hex: string): string {
  const bytes = (hex.match(/.{8}/g) ?? []).flatMap((word) => (word.match(/../g) ?? []).reverse());
  if (bytes.length === 4) return bytes.map((byte) => Number.parseInt(byte, 16)).join('.');
  const groups = (bytes.join('').match(/.{4}/g) ?? []).join(':');
  return new URL(`http://[${groups}]`).hostname;
}

/** Whether one of the processes listens on the port; undefined where that can't be seen. */
export function listensOn(pids: readonly number[], port: number): boolean | undefined {
  const inodes = listInodes(port);
  if (inodes.size === 0) return undefined;
  const seen = pids.map(listSockets);
  if (seen.some((sockets) => sockets?.some((inode) => inodes.has(inode)))) return true;
  return seen.includes(undefined) ? undefined : false;
}

interface ListeningSocket {
  /** Hexadecimal, as /proc writes it. */
  readonly address: string;
  readonly port: number;
  readonly inode: string;
}

function listListeners(folder: string): readonly ListeningSocket[] {
  return ['tcp', 'tcp6'].flatMap((file) =>
    readLines(`${folder}/${file}`).flatMap((line) => {
      const [, local = '', , state, , , , , , inode = ''] = line.trim().split(/\s+/);
      const [address = '', port = ''] = local.split(':');
      return state === '0A' ? [{ address, port: Number.parseInt(port, 16), inode }] : [];
    }),
  );
}

/** Pids of all processes of this machine that listen on the port, as far as this user may see them. */
export function findListeners(port: number): readonly number[] {
  const inodes = listInodes(port);
  return listPids().filter((pid) => listSockets(pid)?.some((inode) => inodes.has(inode)));
}

function listInodes(port: number): ReadonlySet<string> {
  const listeners = listListeners('/proc/self/net').filter((one) => one.port === port);
  return new Set(listeners.map(({ inode }) => inode));
}

/** Inodes of its sockets; undefined where it has ended, or belongs to somebody else. */
function listSockets(pid: number): readonly string[] | undefined {
  const folder = `/proc/${pid}/fd`;
  try {
    return readdirSync(folder).flatMap((name) => {
      try {
        return /^socket:\[(\d+)\]$/.exec(readlinkSync(`${folder}/${name}`))?.[1] ?? [];
      } catch {
        return [];
      }
    });
  } catch {
    return undefined;
  }
}

function readLines(path: string): readonly string[] {
  try {
    return readFileSync(path, 'utf8').split('\n');
  } catch {
    return [];
  }
}
