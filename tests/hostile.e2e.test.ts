// A service, a config and files of somebody who means harm: no byte of theirs acts on the terminal or in the log.
import {
  cpSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, expect, test, vi } from 'vitest';
import { keepNoiseFloor } from '../bench/cli/noise-store.ts';
import { runProgram } from '../bench/cli/program.ts';
import { openTerminal, renderError } from '../bench/cli/terminal-io.ts';
import { fakeHistoryEntry } from '../bench/store/test-history.ts';
import { exportFormats } from '../reports/exports/registry.ts';
import { find, forbidden, harmful } from '../reports/test-hostile.ts';
import { spoil } from '../reports/test-spoil.ts';
import { runLoadstone } from './support/command-line.ts';

/** Of characters that a name may have: colour, C1, direction, nothing to see, the command of a log. */
const attack = '\u001b[31mX\u009b2J\u202eY\u200b##[error]Z';
/** The beginning of what is seen of it, in a text and where that quotes it as JSON; a parser names its first character. */
const shown = /\\(?:x1b|u001b)(?:\[31mX|'\.)/;

const moods = ['calm', 'quick', 'wrong', 'dead', 'liar'];
const config = {
  ...{ name: `shop${attack}`, description: `\u001b]0;owned\u0007${attack}` },
  target: {
    ...{ command: ['node', 'service.mjs'], readyPath: '/ready', readyTimeoutMs: 10_000 },
    statsPath: '/stats',
  },
  factors: {
    [`mood${attack}`]: {
      levels: Object.fromEntries(
        moods.map((mood) => [
          `${mood}${attack}`,
          { env: { MOOD: mood, ATTACK: JSON.stringify(attack) } },
        ]),
      ),
    },
  },
  baseline: { [`mood${attack}`]: `calm${attack}` },
  scenarios: {
    [`visit${attack}`]: {
      description: attack,
      requests: [{ route: `route${attack}`, path: '/', bodyIncludes: 'hello' }],
    },
  },
  loads: [{ kind: 'closed', connections: 2 }],
  record: ['ATTACK'],
  groups: 3,
  bodyCheckRatio: 1,
  gates: { [`holds${attack}`]: { metric: 'throughputRps', toleranceRatio: 0.5 } },
  slices: { slicesPerGroup: 2, sliceMs: 200, dropFirstMs: 50, warmupMs: 50 },
  limits: {
    foreignCpuRatio: 1,
    generatorCpuRatio: 1,
    eventLoopDelayRatio: 100,
    cpuPressureRatio: 1,
  },
};

let cwd = '';
let ranOutput = '';
let runId = '';
beforeAll(async () => {
  cwd = mkdtempSync(join(tmpdir(), 'loadstone-hostile-'));
  cpSync(join(import.meta.dirname, 'fixtures/hostile-service'), cwd, { recursive: true });
  writeFileSync(join(cwd, 'loadstone.config.json'), JSON.stringify(config));
  const env = { FORCE_COLOR: '1', NO_COLOR: '' };
  const { stdout, stderr } = await runLoadstone(['run'], { cwd, env });
  ranOutput = `${stdout}${stderr}`;
  runId = readdirSync(join(cwd, 'runs')).find((name) => !name.includes('.')) ?? '';
  mkdirSync(join(cwd, 'other'));
  const result = JSON.parse(readFileSync(join(cwd, 'runs', runId, 'result.json'), 'utf8'));
  const other = { ...result, run: { ...result.run, id: 'other' } };
  writeFileSync(join(cwd, 'other/result.json'), JSON.stringify(other));
  keepNoiseFloor(join(cwd, '.loadstone'), {
    ...{
      fingerprint: 'f',
      measuredAt: new Date().toISOString(),
      runId: `run${attack}`,
      entries: [],
    },
  });
  const entries = Array.from({ length: 12 }, (_, index) => spoil(fakeHistoryEntry(index), attack));
  const history = entries.map((entry) => `${JSON.stringify(entry)}\n`).join('');
  writeFileSync(join(cwd, 'runs/history.jsonl'), `${history}${attack}\n`);
});
afterAll(() => rmSync(cwd, { recursive: true, force: true }));
afterEach(() => {
  vi.restoreAllMocks();
  vi.unstubAllEnvs();
});

interface Printed {
  readonly out: string;
  readonly err: string;
}

/** What a command writes to the real streams of this process, its error as `main.ts` says it. */
async function print(isColoured: boolean, ...argv: readonly string[]): Promise<Printed> {
  const texts = { out: '', err: '' };
  for (const [name, stream] of [
    ['out', process.stdout],
    ['err', process.stderr],
  ] as const) {
    vi.spyOn(stream, 'write').mockImplementation((text) => {
      texts[name] += text;
      return true;
    });
  }
  vi.stubEnv('NO_COLOR', isColoured ? '' : '1');
  vi.stubEnv('FORCE_COLOR', isColoured ? '1' : '');
  const io = { ...openTerminal(), cwd };
  try {
    await runProgram([...argv], io, new AbortController().signal);
  } catch (thrown) {
    io.err(renderError(thrown));
  } finally {
    vi.restoreAllMocks();
  }
  return texts;
}

/** Without the colours that are ours: bold, dim, red, green, yellow, cyan and their ends. */
const plain = (text: string) =>
  [1, 2, 22, 31, 32, 33, 36, 39].reduce((rest, n) => rest.replaceAll(`\u001b[${n}m`, ''), text);

/** Nothing of what was tried acts, and with `isTried` it can be read. */
function expectTame(text: string, isTried = true): void {
  expect(text).not.toContain('\u001b[31mX');
  expect(find(plain(text), harmful)).toBeUndefined();
  expect(find(plain(text), /^\s*::\w+/m)).toBeUndefined();
  // A sentence may have been broken within it.
  if (isTried) expect(plain(text).replaceAll(/\s+/g, '')).toMatch(shown);
}

test('a run that goes on, with all that its services say of themselves', () => {
  expectTame(ranOutput);
  // The last words of the one that died at once.
  expect(ranOutput).toContain('Z\\x08\\x08');
});

const reading: readonly (readonly [string, readonly string[]])[] = [
  ['list', ['list']],
  ['report', ['report']],
  ['plan', ['plan']],
  ['history', ['history']],
  ['compare', ['compare', 'RUN', 'other']],
  ['doctor', ['doctor', '--config', 'loadstone.config.json']],
];

test.each(reading)('%s', async (_, argv) => {
  const words = argv.map((word) => (word === 'RUN' ? runId : word));
  for (const isColoured of [false, true]) {
    const { out, err } = await print(isColoured, ...words);
    expect(out).not.toBe('');
    expectTame(`${out}\n${err}`);
    if (!isColoured) expect(`${out}${err}`).not.toContain('\u001b');
  }
});

test.each(reading.filter(([name]) => name !== 'doctor'))('%s --json', async (_, argv) => {
  const words = argv.map((word) => (word === 'RUN' ? runId : word));
  const { out } = await print(true, ...words, '--json');
  expect(find(out, harmful)).toBeUndefined();
  // It means what was given, letter by letter.
  expect(JSON.stringify(JSON.parse(out))).toContain(JSON.stringify(attack).slice(1, -1));
});

test.each(Object.keys(exportFormats))('export --format %s', async (format) => {
  const { out } = await print(true, 'export', runId, '--format', format);
  const text = out.replace(/^(`{3,})sh\n.*\n\1$/m, '');
  expect(find(text, harmful)).toBeUndefined();
  expect(find(text, forbidden[format] ?? /^/)).toBeUndefined();
});

test('the files of a run', () => {
  const folder = join(cwd, 'runs', runId);
  for (const name of ['result.json', 'run.json', 'records.jsonl', 'report.html']) {
    expect(find(readFileSync(join(folder, name), 'utf8'), harmful), name).toBeUndefined();
  }
});

test.each([
  ['a command', [attack]],
  ['an option', ['run', `--${attack}`]],
  ['a value', ['run', '--groups', attack]],
  ['a level', ['plan', '--variant', `mood=${attack}`]],
  ['a scenario', ['plan', '--scenario', attack]],
  ['a preset', ['plan', '--preset', attack]],
  ['a run', ['report', attack]],
  ['a format', ['export', '--format', attack]],
  ['a file', ['export', `${attack}.json`, '--format', 'csv']],
  ['an output', ['gate', '--output', `junit=/dev/null/${attack}/x.xml`]],
  ['a folder', ['list', '--runs', attack]],
  ['a config', ['plan', '--config', `${attack}.mjs`]],
  ['several lines', ['report', `x\n::error::${attack}\r\b`]],
] as const)('%s on the command line that is wrong', async (name, argv) => {
  const { out, err } = await print(true, ...argv);
  expectTame(`${out}\n${err}`, name !== 'a folder');
});

test.each([
  ['throws', 'mjs', `throw new Error(${JSON.stringify(attack)})`],
  ['throws something else', 'mjs', `throw ${JSON.stringify(`${attack}\r::error::x`)}`],
  ['is no JSON', 'json', `{"name": ${attack}`],
  ['has unknown keys', 'json', JSON.stringify({ ...config, [`key${attack}`]: attack })],
  [
    'has wrong values',
    'json',
    JSON.stringify({ ...config, groups: attack, design: `full${attack}` }),
  ],
  ['asks for a service elsewhere', 'json', JSON.stringify({ ...config, target: { url: attack } })],
])('a config that %s', async (name, extension, text) => {
  const file = `${name.replaceAll(/\W/g, '-')}.config.${extension}`;
  writeFileSync(join(cwd, file), text);
  const { out, err } = await print(true, 'plan', '--config', file);
  expectTame(`${out}\n${err}`);
});

test.each([
  ['no JSON', `{"schemaVersion": ${attack}`],
  ['another document', JSON.stringify({ schemaVersion: attack, [attack]: attack })],
])('a result that is %s', async (name, text) => {
  const file = `${name.replaceAll(/\W/g, '-')}.json`;
  writeFileSync(join(cwd, file), text);
  const { out, err } = await print(true, 'export', file, '--format', 'junit');
  expectTame(`${out}\n${err}`, false);
  expect(err).not.toBe('');
});

test('a config that is no JavaScript', async () => {
  writeFileSync(join(cwd, 'broken.config.mjs'), `const a = ${attack}`);
  const { stdout, stderr } = await runLoadstone(['plan', '--config', 'broken.config.mjs'], { cwd });
  expectTame(`${stdout}\n${stderr}`, false);
  expect(stderr).toContain('broken.config.mjs');
});

test('warnings of Node, which prints them itself', async () => {
  writeFileSync(
    join(cwd, 'warns.config.mjs'),
    `process.emitWarning(${JSON.stringify(`${attack}\n::error::x`)});\nexport default ${JSON.stringify(config)};`,
  );
  const { stdout, stderr } = await runLoadstone(['plan', '--config', 'warns.config.mjs'], { cwd });
  expectTame(`${stdout}\n${stderr}`);
  expect(stderr).toContain('loadstone: Warning: ');
  const quiet = { cwd, env: { NODE_NO_WARNINGS: '1' } };
  expect((await runLoadstone(['plan', '--config', 'warns.config.mjs'], quiet)).stderr).toBe('');
});
