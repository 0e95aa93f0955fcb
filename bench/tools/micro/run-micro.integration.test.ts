// Whole runs with real processes on small bench files: who is measured, and what a failure says.
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { openJournal } from '../../services/journal.ts';
import { buildMicroPlan } from './micro-plan.ts';
import { listBenches, type MicroHost, type MicroRunOptions, runMicro } from './run-micro.ts';

/** A bench file whose alternatives give their own process away. */
const buildBench = (alternatives: Readonly<Record<string, string>>) =>
  `
  const make = (name: string, run: () => number) => ({ name, prepare: () => ({ run }) });
  export const suite = {
    name: 'sample',
    operation: 'one',
    baseline: ${JSON.stringify(Object.keys(alternatives)[0])},
    alternatives: [
      ${Object.entries(alternatives).map(([name, body]) => `make('${name}', () => { ${body} }),`)}
    ],
  };
`.replaceAll('),,', '),');

function createVersion(root: string, name: string, text: string): string {
  const dir = join(root, name);
  mkdirSync(join(dir, 'server/micro'), { recursive: true });
  // A folder without a package.json would have its files taken for CommonJS first.
  writeFileSync(join(dir, 'package.json'), '{ "type": "module" }');
  writeFileSync(join(dir, 'server/micro/sample.bench.ts'), text);
  return dir;
}

interface Scratch {
  readonly host: MicroHost;
  readonly interrupt: AbortController;
}

function createScratch(here: string, there?: string): Scratch {
  const root = mkdtempSync(join(tmpdir(), 'loadstone-micro-'));
  onTestFinished(() => rmSync(root, { recursive: true, force: true }));
  const journal = openJournal(join(root, 'state'));
  onTestFinished(() => journal.close());
  const interrupt = new AbortController();
  const host = {
    hereDir: createVersion(root, 'here', here),
    thereDir: there === undefined ? undefined : createVersion(root, 'there', there),
    ...{ cpus: [0], journal, signal: interrupt.signal },
  };
  return { host, interrupt };
}

async function run({ host }: Scratch, more: Partial<MicroRunOptions> = {}) {
  const here = await listBenches(host, host.hereDir);
  const there = host.thereDir === undefined ? undefined : await listBenches(host, host.thereDir);
  return runMicro({
    ...{ host, plan: buildMicroPlan({ here, there, only: undefined }), against: undefined },
    ...{ groups: 2, seed: 1, toleranceRatio: 0.05, listen: () => {} },
    measure: { warmupMs: 0, measureMs: 1, batchMs: 0.01 },
    services: { redisUrl: undefined, postgresUrl: undefined },
    ...more,
  });
}

test('each alternative has two fresh processes in each group', async () => {
  const scratch = createScratch(buildBench({ one: 'return 1;', two: 'return 2;' }));
  const ticks: number[] = [];
  const report = await run(scratch, { listen: ({ done }) => ticks.push(done) });
  expect(ticks).toEqual([1, 2, 3, 4, 5, 6, 7, 8]);
  for (const group of [0, 1]) {
    const names = report.visits
      .filter((visit) => visit.group === group)
      .map(({ alternative }) => alternative);
    expect(['one,two,two,one', 'two,one,one,two']).toContain(names.join());
  }
  expect(report.visits.every(({ medianNs }) => medianNs > 0)).toBe(true);
  const [one, two] = report.suites[0]?.rows ?? [];
  expect(one?.status).toBe('baseline');
  expect(two?.comparison).toMatchObject({ groups: 2, verdict: 'inconclusive' });
});

test('the code of each version is measured, and a benchmark of one alone is no error', async () => {
  const scratch = createScratch(
    // A run that only ends well where its own version is loaded.
    buildBench({
      both: `if (!import.meta.dirname.includes('/here/')) throw new Error('wrong'); return 1;`,
      added: 'return 1;',
    }),
    buildBench({
      both: `if (!import.meta.dirname.includes('/there/')) throw new Error('wrong'); return 1;`,
      removed: 'return 1;',
    }),
  );
  const against = { ref: 'HEAD~1', commit: 'abc', packages: 'linked' as const };
  const report = await run(scratch, { against });
  expect(report.suites).toMatchObject([
    {
      isBenchChanged: true,
      rows: [
        { alternative: 'both', status: 'compared' },
        { alternative: 'added', status: 'only-here', otherTimeNs: null },
        { alternative: 'removed', status: 'only-there', timeNs: null },
      ],
    },
  ]);
  expect(report.against).toEqual(against);
});

test('a benchmark that throws ends the run with its words', async () => {
  const scratch = createScratch(buildBench({ one: `throw new Error('no such luck');` }));
  await expect(run(scratch)).rejects.toMatchObject({
    code: 'BENCH_FAILED',
    message: expect.stringContaining('sample/one'),
    output: expect.stringContaining('no such luck'),
  });
});

test('a run that gives no number is a failure, for its work may have been left out', async () => {
  const scratch = createScratch(buildBench({ one: 'return NaN;' }));
  await expect(run(scratch)).rejects.toMatchObject({
    code: 'BENCH_FAILED',
    output: expect.stringContaining('gave no number'),
  });
});

test('a bench file of the wrong form is named', async () => {
  const scratch = createScratch('export const suite = 1;');
  await expect(run(scratch)).rejects.toMatchObject({
    code: 'BENCH_FAILED',
    output: expect.stringContaining('server/micro/sample.bench.ts: it exports no `suite`'),
  });
});

test('Ctrl-C ends the process at work and the run', async () => {
  const scratch = createScratch(buildBench({ one: 'for (;;);' }));
  const started = run(scratch);
  setTimeout(() => scratch.interrupt.abort(), 700);
  await expect(started).rejects.toMatchObject({ code: 'INTERRUPTED' });
});
