// `npm run simulate`: plays every study and writes the table of error rates into docs/statistics.md.
import { readFileSync, writeFileSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { openPlayedParts } from './played-parts.ts';
import { describeRow, judgeRow, type Row } from './rates.ts';
import { studies } from './studies.ts';
import {
  listTasks,
  type PlannedRow,
  playAll,
  type Question,
  runWorker,
  type Task,
} from './tasks.ts';

const documentPath = join(import.meta.dirname, '../../docs/statistics.md');
const begin = '<!-- simulated: begin -->';
const end = '<!-- simulated: end -->';
const help = `npm run simulate -- [--only NAME,NAME] [--runs N] [--seed N] [--workers N] [--print] [--fresh]

Simulates what is said of runs and counts how often it is wrong. Without --only and --print the table in
docs/statistics.md is written; with --only its other rows stay. What an earlier call played with the same code is not
played again, so one that was cut off goes on where it was; --fresh plays all of it. At the end it tells the CPU time
of each study, and what the usual numbers of runs would take. Names: ${studies.map(({ name }) => name).join(', ')}.`;

function renderRows(rows: readonly Row[]): string {
  const [first] = rows;
  if (first === undefined) return '';
  const { study } = first;
  const lines = rows.map(describeRow);
  return [
    `### \`${study.name}\`: ${study.statement}`,
    `Counted: ${study.event}.`,
    ['| setting | runs | rate | bound | |', '|---|--:|--:|---|---|', ...lines].join('\n'),
  ].join('\n\n');
}

/** The table with these studies replaced; others stay as they stand there. */
function writeTable(rendered: ReadonlyMap<string, string>): void {
  const text = readFileSync(documentPath, 'utf8');
  const [from, to] = [text.indexOf(begin), text.indexOf(end)];
  if (from < 0 || to < from) throw new Error(`${documentPath} lacks the markers of the table.`);
  const before = text.slice(from + begin.length, to);
  const parts = studies.flatMap(({ name }) => {
    const own = rendered.get(name) ?? findPart(before, name);
    return own === undefined ? [] : [own];
  });
  const table = `${begin}\n\n${parts.join('\n\n')}\n\n`;
  writeFileSync(documentPath, text.slice(0, from) + table + text.slice(to));
}

function findPart(table: string, name: string): string | undefined {
  const head = `### \`${name}\`:`;
  const from = table.indexOf(head);
  if (from < 0) return undefined;
  const next = table.indexOf('\n### ', from);
  return table.slice(from, next < 0 ? undefined : next).trim();
}

interface PlayOptions {
  readonly seed: number;
  readonly workers: number;
  readonly isFresh: boolean;
}

/** Rows with their counts, in the same order, and the CPU time that each took, ms. */
async function playRows(
  planned: readonly PlannedRow[],
  { seed, workers, isFresh }: PlayOptions,
): Promise<readonly { readonly row: Row; readonly cpuMs: number }[]> {
  const parts = openPlayedParts(isFresh);
  const tasks = listTasks(planned, seed);
  const left = tasks.flatMap((task): Task[] => {
    const questions = task.questions.filter((question) => parts.find(question, task) === undefined);
    return questions.length === 0 ? [] : [{ ...task, questions }];
  });
  if (left.length < tasks.length)
    process.stderr.write(
      `${tasks.length - left.length} of ${tasks.length} parts were played before\n`,
    );
  let done = 0;
  await playAll(left, workers, (task, played) => {
    parts.add(task, played);
    done += 1;
    if (done % 20 === 0) process.stderr.write(`${done} of ${left.length} parts\n`);
  });
  return planned.map((row) => {
    const question = { study: row.study.name, setting: row.setting.label };
    const own = tasks
      .filter(({ questions }) => questions.some((one) => isSame(one, question)))
      .map((task) => parts.find(question, task));
    const sum = (key: 'events' | 'chances' | 'cpuMs'): number =>
      own.reduce((total, part) => total + (part?.[key] ?? 0), 0);
    return {
      row: { ...row, events: sum('events'), chances: sum('chances') },
      cpuMs: sum('cpuMs'),
    };
  });
}

function isSame(one: Question, other: Question): boolean {
  return one.study === other.study && one.setting === other.setting;
}

/** CPU time by study, and what the usual numbers of runs would take. */
function describeTime(
  played: readonly { readonly row: Row; readonly cpuMs: number }[],
  workers: number,
): string {
  const byStudy = [...Map.groupBy(played, ({ row }) => row.study)].map(([study, own]) => ({
    name: study.name,
    cpuMs: own.reduce((sum, { cpuMs }) => sum + cpuMs, 0),
    usualMs: own.reduce((sum, { row, cpuMs }) => sum + (cpuMs / row.runs) * study.runs, 0),
  }));
  const usualMin = byStudy.reduce((sum, { usualMs }) => sum + usualMs, 0) / 60_000;
  return [
    ...byStudy.map(
      ({ name, cpuMs, usualMs }) =>
        `${name}: ${(cpuMs / 1_000).toFixed(1)} s of CPU, ${(usualMs / 60_000).toFixed(1)} min with the usual runs`,
    ),
    `All of these with the usual runs: ${usualMin.toFixed(1)} min of CPU, ${(usualMin / workers).toFixed(1)} min on ${workers} idle CPUs`,
  ].join('\n');
}

async function main(): Promise<void> {
  const { values } = parseArgs({
    options: {
      ...{ only: { type: 'string' }, runs: { type: 'string' }, seed: { type: 'string' } },
      ...{ workers: { type: 'string' }, print: { type: 'boolean' }, fresh: { type: 'boolean' } },
      help: { type: 'boolean' },
    },
  });
  if (values.help === true) {
    process.stdout.write(`${help}\n`);
    return;
  }
  const names = values.only?.split(',');
  const unknown = names?.find((name) => !studies.some((study) => study.name === name));
  if (unknown !== undefined) throw new RangeError(`There is no study ${unknown}. See --help.`);
  const [runs, seed = 1, workers = availableParallelism()] = [
    ...[values.runs, values.seed, values.workers].map(readCount),
  ];
  const chosen = studies.filter(({ name }) => names?.includes(name) ?? true);
  const planned = chosen.flatMap((study) =>
    study.settings.map((setting): PlannedRow => ({ study, setting, runs: runs ?? study.runs })),
  );
  const played = await playRows(planned, { seed, workers, isFresh: values.fresh === true });
  const rows = played.map(({ row }) => row);
  const rendered = new Map(
    chosen.map((study) => [
      study.name,
      `${renderRows(rows.filter((row) => row.study === study))}\n\nSeed ${seed}.`,
    ]),
  );
  process.stdout.write(`${[...rendered.values()].join('\n\n')}\n`);
  if (values.print !== true) writeTable(rendered);
  const missed = rows.filter((row) => judgeRow(row) === 'missed');
  process.stderr.write(`${describeTime(played, workers)}\n`);
  process.stderr.write(`${rows.length - missed.length} of ${rows.length} bounds held\n`);
}

/** @throws RangeError where it is no whole number above 0. */
function readCount(text: string | undefined): number | undefined {
  if (text === undefined) return undefined;
  const count = Number(text);
  if (!(Number.isInteger(count) && count > 0))
    throw new RangeError(`Options count in whole numbers above 0, not ${text}.`);
  return count;
}

if (process.argv.includes('--worker')) runWorker();
else await main();
