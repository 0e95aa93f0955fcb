// Tries expressions on their attacks in a thread of its own, since nothing else can interrupt one that does not end.
import { parentPort, workerData } from 'node:worker_threads';
import { listAttacks } from './pattern-attacks.ts';

const { patterns, length } = workerData as {
  readonly patterns: readonly RegExp[];
  readonly length: number;
};

for (const [index, pattern] of patterns.entries()) {
  for (const text of listAttacks(pattern, length)) {
    parentPort?.postMessage(index);
    // As they are used: all matches of a global one, the first of any other.
    if (pattern.global) text.replace(pattern, '');
    else new RegExp(pattern).test(text);
  }
}
