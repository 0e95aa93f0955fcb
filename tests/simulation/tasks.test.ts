// A simulation in parts gives the same counts as in one, and one that was cut off goes on.
import { appendFileSync, mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { openPlayedParts } from './played-parts.ts';
import { studies } from './studies.ts';
import { listTasks, playTask } from './tasks.ts';

function plan(names: readonly string[], label: string, runs: number) {
  return studies.flatMap((study) =>
    study.settings.flatMap((setting) =>
      names.includes(study.name) && setting.label === label ? [{ study, setting, runs }] : [],
    ),
  );
}

test('rows about the same runs are one task, in parts of at most 50 runs', () => {
  const rows = plan(['better-worse', 'recommended'], '2 variants, 8 groups, heavy tails', 120);
  const tasks = listTasks(rows, 7);
  expect(tasks.map(({ firstSeed, runs }) => [firstSeed, runs])).toEqual([
    ...[
      [7, 50],
      [57, 50],
      [107, 20],
    ],
  ]);
  expect(tasks.map(({ questions }) => questions.length)).toEqual([2, 2, 2]);
});

test('no two settings of a study have the same label', () => {
  for (const { name, settings } of studies)
    expect(new Set(settings.map(({ label }) => label)).size, name).toBe(settings.length);
});

test('what was played with the same code is known again, with other code not', async () => {
  const path = join(mkdtempSync(join(tmpdir(), 'parts-')), 'parts.jsonl');
  const rows = plan(
    ['warmup-not-steady', 'warmup-changing'],
    '2 variants, all stand, windows scatter by 5%',
    3,
  );
  const [task] = listTasks(rows, 1);
  if (task === undefined) throw new Error('there is a task');
  const played = await playTask(task);
  expect(played.counts.map(({ chances }) => chances)).toEqual([3, 3]);
  openPlayedParts(false, path, 'one').add(task, played);
  // A process that is killed may leave half a line.
  appendFileSync(path, '{"study":"warm');
  const again = openPlayedParts(false, path, 'one');
  expect(task.questions.map((question) => again.find(question, task))).toMatchObject(played.counts);
  const [question] = task.questions;
  if (question === undefined) throw new Error('there is a question');
  expect(again.find(question, { ...task, firstSeed: 2 })).toBeUndefined();
  expect(openPlayedParts(false, path, 'other').find(question, task)).toBeUndefined();
  openPlayedParts(false, path, 'one').add(task, played);
  expect(openPlayedParts(true, path, 'one').find(question, task)).toBeUndefined();
});
