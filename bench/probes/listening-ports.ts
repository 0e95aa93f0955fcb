// Which TCP ports processes listen on, as Linux tells it.
import { readdirSync, readFileSync, readlinkSync } from 'node:fs';

/** Ascending; empty where there is no /proc, as on macOS and Windows. */
export function listListeningPorts(pids: readonly number[]): readonly number[] {
  const ports = new Set<number>();
  for (const pid of pids) {
    const sockets = new Set(listSockets(pid));
    for (const file of ['tcp', 'tcp6']) {
      for (const line of readLines(`/proc/${pid}/net/${file}`)) {
        const [, local = '', , state, , , , , , inode = ''] = line.trim().split(/\s+/);
        if (state === '0A' && sockets.has(inode))
          ports.add(Number.parseInt(local.split(':').at(-1) ?? '', 16));
      }
    }
  }
  return [...ports].sort((a, b) => a - b);
}

function listSockets(pid: number): readonly string[] {
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
    return [];
  }
}

function readLines(path: string): readonly string[] {
  try {
    return readFileSync(path, 'utf8').split('\n');
  } catch {
    return [];
  }
}
