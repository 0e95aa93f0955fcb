// The export of stored documents, through the whole command line.
import {
  cpSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { ExportedRun } from '../../../reports/exports/model.ts';
import { exportFormats, listRows } from '../../../reports/exports/registry.ts';
import { parseCsv } from '../../../reports/exports/test-csv.ts';
import { buildComplete, buildInvalid } from '../../../reports/fixtures/documents.ts';
import { buildSweep } from '../../../reports/fixtures/swept-run.ts';
import { LoadstoneError } from '../../errors.ts';
import {
  openOutputs,
  parseOutputs,
  withOutputs,
  writeFailure,
  writeOutputs,
} from '../output-files.ts';
import { runProgram } from '../program.ts';
import type { TerminalIo } from '../terminal-io.ts';

const fixture = (name: string) =>
  new URL(`../../../reports/fixtures/${name}.json`, import.meta.url).pathname;

let folder = '';
let out: string[] = [];
let err: string[] = [];
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'loadstone-export-'));
  out = [];
  err = [];
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

function openIo(): TerminalIo {
  return {
    ...{ out: (text) => out.push(text), err: (text) => err.push(text), hideSecrets: () => {} },
    redact: (text) => text,
    ...{ env: {}, cwd: folder, isOutTty: false, isErrTty: false, widthColumns: 100 },
  };
}

const run = (...argv: string[]) => runProgram(argv, openIo(), new AbortController().signal);

test('one format goes to standard output', async () => {
  expect(await run('export', fixture('v4-complete'), '--format', 'junit')).toBe(0);
  expect(out.join('')).toMatch(/^<\?xml [\s\S]*<skipped /);
  expect(err).toEqual([]);
});

test('undecided gates are failures where that is asked for', async () => {
  await run('export', fixture('v4-complete'), '--format', 'junit', '--on-inconclusive', 'fail');
  expect(out.join('')).not.toContain('<skipped ');
});

test('one format goes to a file, whose folder is made', async () => {
  await run('export', fixture('v1-complete'), '--format', 'csv', '--to', 'out/deep/trials.csv');
  expect(readFileSync(join(folder, 'out/deep/trials.csv'), 'utf8')).toMatch(/^group,runId,/);
  expect(out).toEqual([]);
  expect(err).toEqual(['csv: out/deep/trials.csv']);
});

test('all formats go into one folder, under their usual names', async () => {
  await run('export', fixture('v4-partial'), '--format', 'all', '--to', 'ci');
  const names = Object.values(exportFormats).map(({ fileName }) => fileName);
  // It injected no faults, has no sizes and asked nothing of the data: of them there would be a header alone.
  const empty = ['faults.csv', 'episodes.csv', 'scaling.csv', 'sweep.csv', 'quality.csv'];
  expect(readdirSync(join(folder, 'ci')).toSorted()).toEqual(
    names.filter((name) => !empty.includes(name)).toSorted(),
  );
  expect(err).toContain('csv-faults: not written, since the run has no figures for it');
});

test.each(['bmf', 'benchmark-bigger', 'csv-faults'])(
  '%s of a run without a figure is refused, and no empty table written',
  async (format) => {
    await expect(
      run('export', fixture('v4-invalid'), '--format', format, '--to', 'x'),
    ).rejects.toMatchObject({
      ...{ code: 'NOTHING_MEASURED', exitCode: 4 },
      message: `The run has no figures for ${format}, since it is invalid; nothing was written.`,
      hint: expect.stringContaining('loadstone report '),
    });
    expect(readdirSync(folder)).toEqual([]);
    expect(await run('export', fixture('v4-invalid'), '--format', 'junit')).toBe(0);
  },
);

test('a picture needs a file, and a comparison', async () => {
  const png = (...words: string[]) => run('export', ...words, '--format', 'png');
  await expect(png(fixture('v4-aa'))).rejects.toMatchObject({
    ...{ code: 'USAGE', hint: expect.stringContaining('--to') },
  });
  await expect(png(fixture('v3-faults'), '--to', 'x.png')).rejects.toMatchObject({ code: 'USAGE' });
  expect(readdirSync(folder)).toEqual([]);
});

test('faults of a comparison that injected none are refused, too', async () => {
  const exported = run('export', fixture('v4-complete'), '--format', 'csv-faults');
  await expect(exported).rejects.toMatchObject({
    ...{ code: 'NOTHING_MEASURED', hint: expect.stringContaining('docs/exports.md') },
  });
  expect(out).toEqual([]);
});

test.each([
  [['--format', 'junitt'], 'Did you mean "junit"?'],
  [['--format', 'all', '--to', '-'], 'Name a folder'],
])('%j is refused with a hint', async (words, hint) => {
  const failed = run('export', fixture('v4-aa'), ...words);
  await expect(failed).rejects.toMatchObject({
    code: 'USAGE',
    hint: expect.stringContaining(hint),
  });
});

test('faults alone are exported from a faults.json or the folder of one, all formats but the trials and the picture', async () => {
  mkdirSync(join(folder, 'kept'));
  cpSync(fixture('v3-faults'), join(folder, 'kept/faults.json'));
  expect(await run('export', 'kept', '--format', 'all', '--to', 'ci')).toBe(0);
  const names = Object.values(exportFormats).map(({ fileName }) => fileName);
  expect(readdirSync(join(folder, 'ci')).toSorted()).toEqual(
    names
      .filter(
        (name) =>
          !['trials.csv', 'scaling.csv', 'sweep.csv', 'quality.csv', 'first-screen.svg'].includes(
            name,
          ),
      )
      .toSorted(),
  );
  await run('export', 'kept/faults.json', '--format', 'bmf');
  expect(out.join('')).toContain('"availability-ratio"');
});

test('a result beside a faults.json tells both', async () => {
  mkdirSync(join(folder, 'kept'));
  cpSync(fixture('v3-faults'), join(folder, 'kept/faults.json'));
  cpSync(fixture('v4-aa'), join(folder, 'kept/result.json'));
  await run('export', 'kept', '--format', 'annotations');
  expect(out.join('')).toContain('::error title=Wrong data under faults::');
});

test('png is listed where there is a picture of the run, and only there', async () => {
  await expect(run('export', fixture('v4-aa'), '--format', 'csv-sweep')).rejects.toMatchObject({
    hint: expect.stringMatching(/svg, .*png/),
  });
  await expect(
    run('export', fixture('v3-faults'), '--format', 'png', '--to', 'a.png'),
  ).rejects.toMatchObject({
    message: 'The format png says nothing of a run that only injected faults.',
    hint: expect.not.stringContaining('png'),
  });
});

test.each([
  ['export', () => run('export', fixture('v3-faults'), '--format', 'csv')],
  ['faults, before anything else', () => run('faults', '--output', 'csv=trials.csv')],
])('%s refuses trials of a run that has none, and names what there is', async (_, start) => {
  await expect(start()).rejects.toMatchObject({
    code: 'USAGE',
    message: 'The format csv says nothing of a run that only injected faults.',
    hint: expect.stringContaining('csv-faults, csv-episodes'),
  });
  expect(readdirSync(folder)).toEqual([]);
});

test.each(['history', 'profile'])('of a %s no format says anything', async (kind) => {
  writeFileSync(join(folder, 'other.json'), JSON.stringify({ schemaVersion: 1, kind }));
  await expect(run('export', 'other.json', '--format', 'junit')).rejects.toMatchObject({
    ...{ code: 'USAGE', message: expect.stringContaining(`No format says anything of a ${kind}`) },
    hint: expect.stringContaining('docs/exports.md'),
  });
});

test('the rates of a sweep, from its document or its folder, and no other format', async () => {
  mkdirSync(join(folder, 'kept'));
  const document = buildSweep();
  writeFileSync(join(folder, 'kept/sweep.json'), JSON.stringify(document));
  expect(await run('export', 'kept/sweep.json', '--format', 'csv-sweep')).toBe(0);
  const [header = [], ...rows] = parseCsv(out.join(''));
  const points = document.scenarios.flatMap(({ curves }) =>
    curves.flatMap(({ variantId, points }) => points.map((point) => ({ variantId, ...point }))),
  );
  const read = (name: string) => rows.map((row) => row[header.indexOf(name)]);
  expect(read('rateRps')).toEqual(points.map(({ rateRps }) => String(rateRps)));
  expect(read('variantId')).toEqual(points.map(({ variantId }) => variantId));
  expect(read('latencyP99Us')).toEqual(
    points.map(({ latencyP99Us }) => String(latencyP99Us?.median ?? '')),
  );
  await run('export', 'kept', '--format', 'all');
  expect(readdirSync(join(folder, 'kept')).sort()).toEqual(['sweep.csv', 'sweep.json']);
  await expect(run('export', 'kept', '--format', 'junit')).rejects.toMatchObject({
    ...{ code: 'USAGE', message: expect.stringContaining('says nothing of a sweep') },
  });
});

test('rates of an invalid sweep are not told', async () => {
  const invalid = { ...buildSweep(), validity: { status: 'invalid', checks: [] } };
  writeFileSync(join(folder, 'sweep.json'), JSON.stringify(invalid));
  await expect(run('export', 'sweep.json', '--format', 'csv-sweep')).rejects.toMatchObject({
    code: 'NOTHING_MEASURED',
  });
});

test('every figure and every difference of a run has a line', async () => {
  await run('export', fixture('v4-complete'), '--format', 'csv-figures');
  const [header = [], ...rows] = parseCsv(out.join(''));
  const read = (row: readonly string[], name: string) => row[header.indexOf(name)];
  const shown = buildComplete().scenarios.flatMap(({ scenario, load, cells }) =>
    cells
      .filter(({ verdict, wrongBodies }) => verdict !== 'not-run' && wrongBodies === 0)
      .flatMap(({ variantId, metrics, comparisons }) =>
        [
          ...metrics.map(({ metric, value }) => [metric, value] as const),
          ...comparisons.map(({ metric, ratio }) => [`${metric}VsBaseline`, ratio] as const),
        ].flatMap(([figure, value]) =>
          value === null ? [] : [[scenario, load.id, variantId, figure, String(value)].join()],
        ),
      ),
  );
  expect(shown.length).toBeGreaterThan(20);
  const names = ['scenario', 'load', 'variant', 'figure', 'value'];
  expect(rows.map((row) => names.map((name) => read(row, name)).join())).toEqual(shown);
  const judged = rows.filter((row) => read(row, 'lower') !== '');
  expect(judged.every((row) => Number(read(row, 'confidence')) >= 0.9)).toBe(true);
  expect(judged.length).toBeGreaterThan(0);
});

test('a format is required', async () => {
  expect(await run('export', fixture('v4-aa'))).toBe(2);
});

test('a run that is not there and a file that is no result are told apart', async () => {
  await expect(run('export', 'gone', '--format', 'csv')).rejects.toMatchObject({
    code: 'RUN_NOT_FOUND',
  });
  writeFileSync(join(folder, 'other.json'), '{"schemaVersion": 99}');
  await expect(run('export', 'other.json', '--format', 'csv')).rejects.toMatchObject({
    code: 'RUN_UNREADABLE',
  });
});

test('words of --output are taken apart at the first equals sign', () => {
  expect(parseOutputs(['junit=a=b.xml', 'annotations=-'])).toEqual([
    { format: 'junit', file: 'a=b.xml' },
    { format: 'annotations', file: '-' },
  ]);
  expect(() => parseOutputs(['junit'])).toThrow('names no file');
  expect(() => parseOutputs(['toString=x'])).toThrow('no output format');
});

test('of an unknown format all that --format takes is named', async () => {
  const names = [...Object.keys(exportFormats), 'png', 'all'].join(', ');
  await expect(run('export', '--format', 'nope')).rejects.toMatchObject({
    hint: expect.stringContaining(names),
  });
});

test('a bad path fails before a run, and a good one keeps what is there', () => {
  writeFileSync(join(folder, 'kept.md'), 'kept');
  openOutputs(parseOutputs(['summary=kept.md', 'annotations=-']), openIo());
  expect(readFileSync(join(folder, 'kept.md'), 'utf8')).toBe('kept');
  openOutputs(parseOutputs(['junit=new/junit.xml', 'csv=/dev/full']), openIo());
  expect(readdirSync(join(folder, 'new'))).toEqual([]);
  mkdirSync(join(folder, 'a-folder'));
  expect(() => openOutputs(parseOutputs(['junit=a-folder']), openIo())).toThrow('it is a folder');
  expect(() => openOutputs(parseOutputs(['junit=kept.md/junit.xml']), openIo())).toThrow(
    'Cannot create the folder',
  );
});

test('a command that fails leaves files that say so, none that is empty or of an older run', async () => {
  writeFileSync(join(folder, 'junit.xml'), 'of yesterday');
  const words = ['junit=junit.xml', 'summary=summary.md', 'annotations=-', 'csv=trials.csv'];
  const targets = parseOutputs(words);
  const failing = withOutputs(targets, 'loadstone gate', openIo(), async () => {
    throw new LoadstoneError('CHECKOUT_FAILED', 'npm ci failed at main.', {
      output: 'npm error <missing>\n',
    });
  });
  await expect(failing).rejects.toMatchObject({ code: 'CHECKOUT_FAILED' });
  expect(readdirSync(folder).toSorted()).toEqual(['junit.xml', 'summary.md']);
  const junit = readFileSync(join(folder, 'junit.xml'), 'utf8');
  expect(junit).toContain('errors="1"');
  expect(junit).toMatch(/<error message="npm ci failed at main\." type="CHECKOUT_FAILED">/);
  expect(junit).toContain('npm error &lt;missing&gt;');
  expect(readFileSync(join(folder, 'summary.md'), 'utf8')).toContain('npm ci failed at main');
  expect(out.join('')).toMatch(/^::error title=loadstone gate%3A not judged/);
  const kept = await withOutputs(targets, 'loadstone gate', openIo(), async () => 7);
  expect(kept).toBe(7);
});

test('a file without a figure says so beside it, and so does one that a failure leaves as it was', async () => {
  const io = openIo();
  const words = Object.keys(exportFormats).map((format) => `${format}=${format}.out`);
  const targets = parseOutputs(words).filter(({ format }) => !/^csv-/.test(format));
  const empty = (run: ExportedRun) => {
    err.length = 0;
    writeOutputs(run, targets, { onInconclusive: 'warn' }, io);
    return err.map((line) => line.replace(/:.*since/, ':'));
  };
  expect(empty(listRows(buildComplete()))).toEqual([]);
  const formats = ['bmf', 'benchmark-smaller', 'benchmark-bigger'];
  expect(empty(listRows(buildInvalid()))).toEqual(
    formats.map((format) => `${format}: the run is invalid.`),
  );
  expect(readFileSync(join(folder, 'bmf.out'), 'utf8')).toBe('{}\n');
  const alone = buildComplete();
  const scenarios = alone.scenarios.map((scenario) => ({
    ...scenario,
    cells: scenario.cells.filter(({ verdict }) => verdict === 'baseline'),
  }));
  // Figures without a ratio to anything: what is compared over time has nothing to hold on to.
  expect(empty(listRows({ ...alone, scenarios }))).toEqual(
    formats.slice(1).map((format) => `${format}: nothing in it was compared.`),
  );
  const failing = withOutputs(targets, 'loadstone gate', io, async () => {
    throw new LoadstoneError('CHECKOUT_FAILED', 'npm ci failed at main.');
  });
  await expect(failing).rejects.toThrow();
  expect(err).toContain(
    'bmf: not written, since it has no words for a command that failed; bmf.out is of an earlier run.',
  );
});

test('a file is written whole or not at all, through a link too', () => {
  writeFileSync(join(folder, 'real.xml'), 'old');
  symlinkSync('real.xml', join(folder, 'link.xml'));
  const failure = {
    ...{ command: 'c', code: 'X', message: 'm', hint: 'h', output: '' },
    ...{ at: '2026-01-01T00:00:00.000Z', hostname: 'here' },
  };
  writeFailure(parseOutputs(['junit=link.xml']), failure, openIo());
  expect(readFileSync(join(folder, 'real.xml'), 'utf8')).toContain('<error message="m"');
  expect(readdirSync(folder).toSorted()).toEqual(['link.xml', 'real.xml']);
  expect(() => writeFailure(parseOutputs(['junit=/dev/full']), failure, openIo())).toThrow(
    'Cannot write /dev/full',
  );
});
