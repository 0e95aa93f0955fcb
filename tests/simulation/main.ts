// `npm run simulate`: plays every study and writes the table of error rates into docs/statistics.md.
import { fork } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { type Count, describeRow, judgeRow, type Row } from './rates.ts';
import { type Setting, type Study, studies } from './studies.ts';

const documentPath = join(import.meta.dirname, '../../docs/statistics.md');
const begin = '<!-- simulated: begin -->';
const end = '<!-- simulated: end -->';
const help = `npm run simulate -- [--only NAME,NAME] [--runs N] [--seed N] [--workers N] [--print]

Simulates what is said of runs and counts how often it is wrong. Without --only and --print the table in
docs/statistics.md is written; with --only its other rows stay. Names: ${studies.map(({ name }) => name).join(', ')}.`;

/** Part of a setting's runs, as a worker plays it. */
interface Task {
  readonly study: string;
  readonly setting: string;
  readonly firstSeed: number;
  readonly runs: number;
}

/** Short enough that workers end together, long enough that their start does not matter. */
const runsOfTask = 50;

function playTask({ study, setting, firstSeed, runs }: Task): Count {
  const found = studies
    .find(({ name }) => name === study)
    ?.settings.find(({ label }) => label === setting);
  if (found === undefined) throw new RangeError(`There is no setting ${setting} in ${study}.`);
  let [events, chances] = [0, 0];
  for (let run = 0; run < runs; run += 1) {
    const outcomes = found.simulate(firstSeed + run);
    chances += outcomes.length;
    events += outcomes.filter(Boolean).length;
  }
  return { events, chances };
}

function runWorker(): void {
  process.on('message', (task: Task) => {
    process.send?.(playTask(task));
  });
}

function listTasks(study: Study, setting: Setting, runs: number, seed: number): Task[] {
  return Array.from({ length: Math.ceil(runs / runsOfTask) }, (_, part) => ({
    ...{ study: study.name, setting: setting.label, firstSeed: seed + part * runsOfTask },
    runs: Math.min(runsOfTask, runs - part * runsOfTask),
  }));
}

/** Hands tasks to so many processes; counts come back in the order of the tasks. */
async function playAll(tasks: readonly Task[], workers: number): Promise<readonly Count[]> {
  const counts = new Array<Count>(tasks.length);
  let next = 0;
  let done = 0;
  const work = (): Promise<void> =>
    new Promise((resolve, reject) => {
      const child = fork(import.meta.filename, ['--worker']);
      let own = -1;
      const give = (): void => {
        own = next;
        next += 1;
        const task = tasks[own];
        if (task === undefined) child.disconnect();
        else child.send(task);
      };
      child.on('message', (count: Count) => {
        counts[own] = count;
        done += 1;
        if (done % 20 === 0) process.stderr.write(`${done} of ${tasks.length} parts\n`);
        give();
      });
      child.on('error', reject);
      child.on('exit', (code) => {
        if (code === 0) resolve();
        else reject(new Error(`A worker ended with ${code}.`));
      });
      give();
    });
  await Promise.all(Array.from({ length: workers }, work));
  return counts;
}

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

async function main(): Promise<void> {
  const { values } = parseArgs({
    options: {
      ...{ only: { type: 'string' }, runs: { type: 'string' }, seed: { type: 'string' } },
      ...{ workers: { type: 'string' }, print: { type: 'boolean' }, help: { type: 'boolean' } },
    },
  });
  if (values.help === true) {
    process.stdout.write(`${help}\n`);
    return;
  }
  const names = values.only?.split(',');
  const unknown = names?.find((name) => !studies.some((study) => study.name === name));
  if (unknown !== undefined) throw new RangeError(`There is no study ${unknown}. See --help.`);
  const [runs, seed, workers] = [values.runs, values.seed, values.workers].map(readCount);
  const firstSeed = seed ?? 1;
  const chosen = studies.filter(({ name }) => names?.includes(name) ?? true);
  const settings = chosen.flatMap((study) =>
    study.settings.map((setting) => {
      const count = runs ?? study.runs;
      return { study, setting, runs: count, tasks: listTasks(study, setting, count, firstSeed) };
    }),
  );
  const tasks = settings.flatMap((one) => one.tasks);
  const counts = await playAll(tasks, Math.min(workers ?? availableParallelism(), tasks.length));
  const rows = settings.map(({ tasks: own, ...row }): Row => {
    const from = tasks.indexOf(own[0] as Task);
    const mine = counts.slice(from, from + own.length);
    const sum = (key: keyof Count): number => mine.reduce((total, one) => total + one[key], 0);
    return { ...row, events: sum('events'), chances: sum('chances') };
  });
  const rendered = new Map(
    chosen.map((study) => [
      study.name,
      `${renderRows(rows.filter((row) => row.study === study))}\n\nSeed ${firstSeed}.`,
    ]),
  );
  process.stdout.write(`${[...rendered.values()].join('\n\n')}\n`);
  if (values.print !== true) writeTable(rendered);
  const missed = rows.filter((row) => judgeRow(row) === 'missed');
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
