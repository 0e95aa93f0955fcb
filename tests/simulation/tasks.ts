// The work of `npm run simulate` in parts, and the processes that play them.
import { fork } from 'node:child_process';
import { join } from 'node:path';
import type { Count } from './rates.ts';
import { studies } from './studies.ts';
import type { Setting, Study } from './study.ts';

/** A row of the table before it is played. */
export interface PlannedRow {
  readonly study: Study;
  readonly setting: Setting;
  readonly runs: number;
}

/** Whose events are counted. */
export interface Question {
  readonly study: string;
  readonly setting: string;
}

/** Part of the runs of settings that are about the same runs. */
export interface Task {
  readonly questions: readonly Question[];
  readonly firstSeed: number;
  readonly runs: number;
}

export interface PlayedTask {
  /** In the order of the questions. */
  readonly counts: readonly Count[];
  readonly cpuMs: number;
}

/** Short enough that workers end together and little is lost, long enough that their start does not matter. */
const runsOfTask = 50;

/** Rows about the same runs in one task, so that each run is simulated and judged once. */
export function listTasks(rows: readonly PlannedRow[], seed: number): readonly Task[] {
  const alike = Map.groupBy(rows, ({ study, setting, runs }) =>
    JSON.stringify([setting.runsKey ?? `${study.name} ${setting.label}`, runs]),
  );
  return [...alike.values()].flatMap((own) => {
    const runs = own[0]?.runs ?? 0;
    const questions = own.map(({ study, setting }) => ({
      ...{ study: study.name, setting: setting.label },
    }));
    return Array.from({ length: Math.ceil(runs / runsOfTask) }, (_, part) => ({
      ...{ questions, firstSeed: seed + part * runsOfTask },
      runs: Math.min(runsOfTask, runs - part * runsOfTask),
    }));
  });
}

function findSetting({ study, setting }: Question): Setting {
  const found = studies
    .find(({ name }) => name === study)
    ?.settings.find(({ label }) => label === setting);
  if (found === undefined) throw new RangeError(`There is no setting ${setting} in ${study}.`);
  return found;
}

export async function playTask({ questions, firstSeed, runs }: Task): Promise<PlayedTask> {
  const before = process.cpuUsage();
  const settings = questions.map(findSetting);
  const counts = questions.map(() => ({ events: 0, chances: 0 }));
  for (let run = 0; run < runs; run += 1) {
    for (const [index, setting] of settings.entries()) {
      const outcomes = await setting.simulate(firstSeed + run);
      const count = counts[index];
      if (count === undefined) continue;
      count.chances += outcomes.length;
      count.events += outcomes.filter(Boolean).length;
    }
  }
  const { user, system } = process.cpuUsage(before);
  return { counts, cpuMs: (user + system) / 1_000 };
}

/** A process that plays the tasks that it is sent. */
export function runWorker(): void {
  process.on('message', (task: Task) => {
    playTask(task).then(
      (played) => process.send?.(played),
      (thrown: unknown) => {
        process.stderr.write(`${thrown instanceof Error ? thrown.stack : String(thrown)}\n`);
        process.exit(1);
      },
    );
  });
}

/** Hands tasks to so many processes. @param listen is told of each as soon as it is played */
export async function playAll(
  tasks: readonly Task[],
  workers: number,
  listen: (task: Task, played: PlayedTask) => void,
): Promise<void> {
  let next = 0;
  const work = (): Promise<void> =>
    new Promise((resolve, reject) => {
      const child = fork(join(import.meta.dirname, 'main.ts'), ['--worker']);
      let own: Task | undefined;
      const give = (): void => {
        own = tasks[next];
        next += 1;
        if (own === undefined) child.disconnect();
        else child.send(own);
      };
      child.on('message', (played: PlayedTask) => {
        if (own !== undefined) listen(own, played);
        give();
      });
      child.on('error', reject);
      child.on('exit', (code) => {
        if (code === 0) resolve();
        else reject(new Error(`A worker ended with ${code}.`));
      });
      give();
    });
  await Promise.all(Array.from({ length: Math.min(workers, tasks.length) }, work));
}
