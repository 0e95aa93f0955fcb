// The processes below a command, told apart by what they are, and those that carry its mark wherever they are now.
import { readdirSync, readFileSync } from 'node:fs';
import { listPids, readProcess, readProcessTree } from '../../bench/probes/processes.ts';
import { markEnvName } from '../../bench/services/journal-file.ts';

/** What may be killed. */
export type Victim = 'harness' | 'service' | 'generator' | 'postgres' | 'redis' | 'other';

const patterns: readonly (readonly [Victim, RegExp])[] = [
  ['generator', /\/bench\/drivers\/.*child/],
  ['postgres', /(^|\/)postgres(\0|:)/],
  ['redis', /redis-server/],
  ['service', /service\.mjs|server\/main\.ts/],
];

function readText(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return '';
  }
}

/** The harness and all below it, by what they are at this moment. */
export function findVictims(harnessPid: number): ReadonlyMap<Victim, readonly number[]> {
  const found = readProcessTree(harnessPid).map((pid): readonly [Victim, number] => {
    if (pid === harnessPid) return ['harness', pid];
    const words = readText(`/proc/${pid}/cmdline`);
    return [patterns.find(([, pattern]) => pattern.test(words))?.[0] ?? 'other', pid];
  });
  return new Map(
    [...Map.groupBy(found, ([victim]) => victim)].map(([victim, own]) => [
      victim,
      own.map(([, pid]) => pid),
    ]),
  );
}

/** Living processes, as words, that were started by one of these harnesses, directly or not. */
export function findMarked(harnessPids: readonly number[]): readonly string[] {
  const marks = harnessPids.map((pid) => `${markEnvName}=${pid}-`);
  return listPids().flatMap((pid) => {
    const state = readProcess(pid)?.state;
    if (state === undefined || state === 'Z' || state === 'X') return [];
    const isOurs = readText(`/proc/${pid}/environ`)
      .split('\0')
      .some((entry) => marks.some((mark) => entry.startsWith(mark)));
    const words = readText(`/proc/${pid}/cmdline`).replaceAll('\0', ' ');
    return isOurs ? [`${pid} (${state}) ${words}`] : [];
  });
}

/** Names in a folder; none where there is no such folder. */
export function listNames(path: string): readonly string[] {
  try {
    return readdirSync(path).sort();
  } catch {
    return [];
  }
}
