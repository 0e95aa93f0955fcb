// Parts of a simulation that were played before with the same code, so that one that was cut off goes on.
import { createHash } from 'node:crypto';
import {
  appendFileSync,
  existsSync,
  globSync,
  mkdirSync,
  readFileSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import type { Count } from './rates.ts';
import type { PlayedTask, Question, Task } from './tasks.ts';

const root = join(import.meta.dirname, '../..');
const usualPath = join(root, '.loadstone/simulation.jsonl');

/** Count of one question over part of its runs. */
interface PlayedPart extends Count, Question {
  readonly firstSeed: number;
  readonly runs: number;
  /** Its share of the CPU time of the task, ms. */
  readonly cpuMs: number;
}

interface PlayedParts {
  readonly find: (question: Question, task: Task) => PlayedPart | undefined;
  readonly add: (task: Task, played: PlayedTask) => void;
}

/**
 * What the file holds of the same code; what another code played is forgotten. A last line that was cut off is left out.
 * @param isFresh true forgets everything
 */
export function openPlayedParts(
  isFresh: boolean,
  path = usualPath,
  fingerprint = fingerprintCode(),
): PlayedParts {
  const [head, ...lines] =
    !isFresh && existsSync(path) ? readFileSync(path, 'utf8').split('\n') : [];
  const isSame = head === JSON.stringify({ fingerprint });
  const parts = new Map<string, PlayedPart>();
  for (const part of isSame ? lines.flatMap(parsePart) : []) parts.set(keyOf(part, part), part);
  mkdirSync(dirname(path), { recursive: true });
  // Written anew, so that no half line stands before what is appended.
  const kept = [...parts.values()].map((part) => JSON.stringify(part));
  writeFileSync(path, [JSON.stringify({ fingerprint }), ...kept, ''].join('\n'));
  return {
    find: (question, task) => parts.get(keyOf(question, task)),
    add: ({ questions, firstSeed, runs }, { counts, cpuMs }) => {
      for (const [index, question] of questions.entries()) {
        const { events, chances } = counts[index] ?? { events: 0, chances: 0 };
        const part = {
          ...{ ...question, firstSeed, runs, events, chances },
          cpuMs: cpuMs / questions.length,
        };
        parts.set(keyOf(part, part), part);
        appendFileSync(path, `${JSON.stringify(part)}\n`);
      }
    },
  };
}

function keyOf(
  { study, setting }: Question,
  { firstSeed, runs }: Pick<Task, 'firstSeed' | 'runs'>,
): string {
  return JSON.stringify([study, setting, firstSeed, runs]);
}

function parsePart(line: string): PlayedPart[] {
  try {
    return [JSON.parse(line) as PlayedPart];
  } catch {
    return [];
  }
}

/** Of everything that a simulation can run through. */
function fingerprintCode(): string {
  const hash = createHash('sha256');
  const files = globSync('{bench,reports,tests/simulation}/**/*.ts', { cwd: root });
  for (const file of files.filter((name) => !name.endsWith('.test.ts')).toSorted())
    hash.update(`${file}\n`).update(readFileSync(join(root, file)));
  return hash.digest('hex');
}
