// Builds a fake /proc in a temporary folder, for tests of the readers.
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { onTestFinished } from 'vitest';

/** A line of /proc/PID/stat with the fields that matter. */
export function buildStatLine(
  pid: number,
  parentPid: number,
  given: { command?: string; state?: string; cpuTicks?: number; startTicks?: number } = {},
): string {
  const { command = 'node', state = 'S', cpuTicks = 0, startTicks = 1000 } = given;
  const zeros = (count: number) => Array.from({ length: count }, () => 0).join(' ');
  return `${pid} (${command}) ${state} ${parentPid} ${pid} ${zeros(8)} ${cpuTicks} 0 ${zeros(6)} ${startTicks} ${zeros(20)}\n`;
}

export interface FakeTree {
  readonly root: string;
  write(path: string, text: string): void;
  remove(path: string): void;
}

/** A folder that is removed at the end of the test. */
export function createFakeTree(files: Readonly<Record<string, string>> = {}): FakeTree {
  const root = mkdtempSync(join(tmpdir(), 'loadstone-proc-'));
  onTestFinished(() => rmSync(root, { recursive: true, force: true }));
  const write = (path: string, text: string) => {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    writeFileSync(join(root, path), text);
  };
  for (const [path, text] of Object.entries(files)) write(path, text);
  return {
    root,
    write,
    remove: (path) => rmSync(join(root, path), { recursive: true }),
  };
}
