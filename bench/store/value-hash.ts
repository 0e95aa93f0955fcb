// Stands for a value that is not written: equal values have equal marks on one machine, and nobody can guess them.
import { createHash, createHmac } from 'node:crypto';
import { buildHashMark, isHashMark } from '../spec/hash-mark.ts';

export interface ValueHasher {
  /** Tells keys apart: marks of different keys say nothing of each other. */
  readonly keyId: string;
  /** `[hash:0123456789abcdef]`; of another name the same value has another one. */
  mark(name: string, value: string): string;
  /** Over a long text, 32 hexadecimal digits. */
  digest(text: string): string;
}

/** @param key random, kept by the machine and never written into a run folder */
export function createValueHasher(key: string): ValueHasher {
  const digest = (text: string) =>
    createHmac('sha256', key).update(text).digest('hex').slice(0, 32);
  return {
    keyId: createHash('sha256').update(`key id\0${key}`).digest('hex').slice(0, 8),
    mark: (name, value) =>
      isHashMark(value) ? value : buildHashMark(digest(JSON.stringify([name, value]))),
    digest,
  };
}
