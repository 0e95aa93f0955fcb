// Which processes listen for TCP, from /proc.
import { readdirSync, readFileSync, readlinkSync } from 'node:fs';
import { listPids } from './processes.ts';

/** Ports on which the processes listen, ascending; empty where there is no /proc. */
export function listListeningPorts(pids: readonly number[]): readonly number[] {
  const ports = new Set<number>();
  for (const pid of pids) {
    const sockets = new Set(listSockets(pid));
    for (const { port, inode } of listListeners(`/proc/${pid}/net`))
      if (sockets.has(inode)) ports.add(port);
  }
  return [...ports].sort((a, b) => a - b);
}

/** Whether one of the processes listens on the port; undefined where that can't be seen. */
export function listensOn(pids: readonly number[], port: number): boolean | undefined {
  const inodes = listInodes(port);
  if (inodes.size === 0) return undefined;
  const seen = pids.map(listSockets);
  if (seen.some((sockets) => sockets?.some((inode) => inodes.has(inode)))) return true;
  return seen.includes(undefined) ? undefined : false;
}

function listListeners(
  folder: string,
): readonly { readonly port: number; readonly inode: string }[] {
  return ['tcp', 'tcp6'].flatMap((file) =>
    readLines(`${folder}/${file}`).flatMap((line) => {
      const [, local = '', , state, , , , , , inode = ''] = line.trim().split(/\s+/);
      const port = Number.parseInt(local.split(':').at(-1) ?? '', 16);
      return state === '0A' ? [{ port, inode }] : [];
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
