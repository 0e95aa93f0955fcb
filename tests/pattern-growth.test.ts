// No regular expression of ours takes more than linear time, whatever text it meets.
import { readdirSync, readFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { Worker } from 'node:worker_threads';
import { parseSync, Visitor } from 'oxc-parser';
import { expect, test } from 'vitest';
import { listAttacks } from './support/pattern-attacks.ts';

const root = join(import.meta.dirname, '..');
const houses = ['server', 'scenarios', 'bench', 'reports'];

/** Square in the length of a text that can't be long; each with what its text is. */
const boundedTexts: readonly (readonly [RegExp, string])[] = [
  [/\B(?=(\d{3})+$)/g, 'a whole number'],
  [/\.?0+$/, 'a number with its decimals'],
  [/\.?0+×$/, 'a number of an axis'],
  [/^( *)(.*)\[\n([^[\]{}]*)\n *\](,?)$/gm, 'our own JSON schema'],
  [/\s*\S+/g, 'a text without blanks at its end'],
];
const bounded: ReadonlySet<string> = new Set(boundedTexts.map(([pattern]) => String(pattern)));

interface Found {
  readonly pattern: RegExp;
  readonly place: string;
}

function listPatterns(): readonly Found[] {
  const files = houses.flatMap((house) =>
    readdirSync(join(root, house), { withFileTypes: true, recursive: true })
      .filter(
        (entry) => entry.isFile() && /^(?!test-).*(?<!\.test|\.fixture)\.ts$/.test(entry.name),
      )
      .filter((entry) => !/node_modules|fixtures/.test(entry.parentPath))
      .map((entry) => join(entry.parentPath, entry.name)),
  );
  return files.flatMap((path) => {
    const found: Found[] = [];
    const text = readFileSync(path, 'utf8');
    const visitor = new Visitor({
      Literal(node) {
        if (!('regex' in node)) return;
        const line = text.slice(0, node.start).split('\n').length;
        const { pattern, flags } = node.regex;
        found.push({
          pattern: new RegExp(pattern, flags),
          place: `${relative(root, path)}:${line}`,
        });
      },
    });
    visitor.visit(parseSync(path, text).program);
    return found;
  });
}

const found = listPatterns();

/** A text of this length takes milliseconds where the time is linear, seconds and more where it is square. */
const textLength = 100_000;

/** CPU time for one text: far above what it takes where the time is linear, far below where it is square. */
const longestCpuMs = 500;

/** Places of the expressions that do not get done. */
async function findSlow(all: readonly Found[]): Promise<readonly string[]> {
  const slow: string[] = [];
  for (let from = 0; from < all.length; ) {
    const rest = all.slice(from);
    const reached = await tryPatterns(
      rest.map(({ pattern }) => pattern),
      longestCpuMs,
    );
    if (reached === rest.length) return slow;
    slow.push(`${rest[reached]?.place} ${rest[reached]?.pattern}`);
    from += reached + 1;
  }
  return slow;
}

/**
 * How many of them got done before one did not. CPU time decides, of this process, whose main thread sleeps meanwhile: the
 * clock would count what other processes take.
 */
function tryPatterns(patterns: readonly RegExp[], longestCpuMs: number): Promise<number> {
  const worker = new Worker(new URL('support/pattern-worker.ts', import.meta.url), {
    workerData: { patterns, length: textLength },
  });
  return new Promise((resolve, reject) => {
    let reached = 0;
    // From its first word on: what a thread takes to start says nothing of an expression.
    let since: NodeJS.CpuUsage | undefined;
    const watch = setInterval(() => {
      if (since === undefined) return;
      const { user, system } = process.cpuUsage(since);
      if (user + system < longestCpuMs * 1000) return;
      clearInterval(watch);
      void worker.terminate().then(() => resolve(reached));
    }, 20);
    worker.on('message', (index: number) => {
      reached = index;
      since = process.cpuUsage();
    });
    worker.once('error', reject);
    worker.once('exit', (code) => {
      clearInterval(watch);
      if (code === 0) resolve(patterns.length);
    });
  });
}

test('every expression that repeats something gets done with long texts made against it', async () => {
  const all = found.filter(({ pattern }) => listAttacks(pattern, 100).length > 0);
  expect(all.length).toBeGreaterThan(80);
  const slow = await findSlow(all.filter(({ pattern }) => !bounded.has(String(pattern))));
  expect(slow).toEqual([]);
}, 600_000);

test.each([
  ['blanks at the end', /\s+$/],
  ['a repetition inside of another', /^(?:a+)+$/],
  ['a beginning that comes again and again', /<td[^>]*>(.*?)<\/td>/gs],
  ['two repetitions of the same', /"\d+\d+"/],
])(
  'and one of a careless form does not: %s',
  async (_what, pattern) => {
    expect(await tryPatterns([pattern], longestCpuMs)).toBe(0);
  },
  120_000,
);

test('an exemption is of an expression that there is', () => {
  const known = new Set(found.map(({ pattern }) => String(pattern)));
  expect([...bounded].filter((pattern) => !known.has(pattern))).toEqual([]);
});
