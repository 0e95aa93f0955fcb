// The work of `npm run simulate` in parts, and the processes that play them.
import { join } from 'node:path';
import { playInWorkers, serveTasks } from '../support/worker-pool.ts';
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
export const runWorker = (): void => serveTasks(playTask);

/** Hands tasks to so many processes. @param listen is told of each as soon as it is played */
export const playAll = (
  tasks: readonly Task[],
  workers: number,
  listen: (task: Task, played: PlayedTask) => void,
): Promise<void> => playInWorkers(join(import.meta.dirname, 'main.ts'), tasks, workers, listen);
