// Whole tours of the real command on a small service: finished chapters stay, half-finished ones go on, failed ones are told.
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { readDocument } from '../reports/document/versions.ts';
import { runLoadstone, startLoadstone } from './support/command-line.ts';
import { copyFixture } from './support/fixture.ts';
import { runInProcess } from './support/in-process.ts';

const tours = `
  presets: {
    speed: { levels: { fault: ['none'] }, groups: 4 },
    mute: { levels: { speed: ['slow'], fault: ['never-ready', 'none'] }, baseline: { speed: 'slow', fault: 'never-ready' }, groups: 4 },
  },
  tours: {
    claims: {
      title: { en: 'Claims about a tiny service', zh: '关于小服务的说法' },
      data: 'None at all.',
      chapters: [
        { id: 'speed', title: { en: 'Speed', zh: '速度' }, claim: 'Fast is faster.', source: 'Page 1', preset: 'speed' },
        { id: 'again', title: 'Again', claim: 'It is still faster.', preset: 'speed', groups: 5, quick: { groups: 4 } },
        { id: 'beauty', title: 'Beauty', claim: 'It is beautiful.', notMeasured: { en: 'Nobody asked.', zh: '没有人问过。' } },
      ],
    },
    mute: {
      title: 'A service that never answers',
      chapters: [
        { id: 'mute', title: 'Mute', claim: 'It answers.', preset: 'mute' },
        { id: 'speed', title: 'Speed', claim: 'Fast is faster.', preset: 'speed' },
      ],
    },
  },
});`;

let cwd: string;
beforeAll(() => {
  cwd = mkdtempSync(join(tmpdir(), 'loadstone-tour-'));
  copyFixture('tiny-service', cwd, (text) => `${text.trimEnd().slice(0, -3)}${tours}\n`);
});
afterAll(() => rmSync(cwd, { recursive: true, force: true }));

const pathIn = (runs: string, ...names: readonly string[]) => join(cwd, runs, ...names);
function findTourId(runs: string): string {
  const found = readdirSync(pathIn(runs)).filter((id) => {
    const stat = statSync(pathIn(runs, id, 'chapters.json'), { throwIfNoEntry: false });
    return stat !== undefined;
  });
  expect(found).toHaveLength(1);
  return found[0] ?? '';
}
const readText = (runs: string, name: string) =>
  readFileSync(pathIn(runs, findTourId(runs), name), 'utf8');
const readTour = (runs: string) => readDocument('tour', JSON.parse(readText(runs, 'tour.json')));
const countRuns = (runs: string) =>
  readdirSync(pathIn(runs)).filter((id) =>
    statSync(pathIn(runs, id, 'run.json'), { throwIfNoEntry: false }),
  ).length;

test('a tour runs its chapters, points to their runs, and writes one report', async () => {
  const { code, stdout, stderr } = await runLoadstone(['tour', 'claims', '--runs', 'whole'], {
    cwd,
  });
  expect(stderr).toContain('Chapter 1 of 2: Speed (4 groups');
  expect(code).toBe(0);
  const { tour, chapters, environment } = readTour('whole');
  expect(tour).toMatchObject({ status: 'complete', name: 'claims', isQuick: false });
  expect(environment).not.toBeNull();
  expect(chapters.map(({ id, status }) => [id, status])).toEqual([
    ['speed', 'measured'],
    ['again', 'measured'],
    ['beauty', 'not-measured'],
  ]);
  for (const { run, finding } of chapters.slice(0, 2)) {
    const result = JSON.parse(readFileSync(pathIn('whole', run?.id ?? '', 'result.json'), 'utf8'));
    const [scenario] = result.scenarios;
    const fast = scenario.cells.find(({ verdict }: { verdict: string }) => verdict !== 'baseline');
    // Which verdict it is depends on the machine; that it is the one of the run does not.
    expect(finding?.rows[0]?.variants).toMatchObject([{ verdict: fast.verdict }]);
    expect(run?.page).toBe(`../${run?.id}/report.html`);
    expect(statSync(pathIn('whole', findTourId('whole'), run?.page ?? '')).isFile()).toBe(true);
  }
  expect(stdout).toContain('Nobody asked.');
  const page = readText('whole', 'tour.html');
  expect(page.match(/<script/g)).toHaveLength(1);
  expect(page).toContain('关于小服务的说法');
  for (const { run } of chapters.slice(0, 2)) expect(page).toContain(run?.page);
  expect(readText('whole', 'tour.md')).toContain('## Speed');
  expect(readText('whole', 'tour.zh.md')).toContain('## 速度');
});

test('a tour is told again from its folder, stands in the list, and is the latest', async () => {
  const id = findTourId('whole');
  for (const wanted of [id, 'latest']) {
    const again = await runInProcess(['report', wanted, '--json', '--runs', 'whole'], { cwd });
    expect(again.code).toBe(0);
    expect(JSON.parse(again.stdout)).toEqual(readTour('whole'));
  }
  const [chapter] = readTour('whole').chapters;
  const alone = await runInProcess(
    ['report', chapter?.run?.id ?? '', '--json', '--runs', 'whole'],
    { cwd },
  );
  expect(JSON.parse(alone.stdout).run.id).toBe(chapter?.run?.id);
  const list = await runInProcess(['list', '--runs', 'whole'], { cwd });
  const lines = list.stdout.split('\n').slice(1, 4);
  expect(lines[0]).toMatch(new RegExp(`^${id} +tour claims .*2 of 2 chapters +complete`));
  expect(lines).toHaveLength(3);
  const exported = await runInProcess(['export', id, '--format', 'csv', '--runs', 'whole'], {
    cwd,
  });
  expect(exported.code).toBe(2);
});

test.each(['SIGINT', 'SIGKILL'] as const)(
  'after %s the chapter that ended stays, and the other one goes on with its run',
  async (signal) => {
    const runs = `cut-${signal}`;
    const first = startLoadstone(['tour', 'claims', '--quick', '--runs', runs], { cwd });
    await first.waitFor('Chapter 2 of 2');
    await first.waitFor(/Chapter 2 of 2[\s\S]*group 1 of 4/);
    first.child.kill(signal);
    const { code } = await first.ended;
    expect(code).toBe(signal === 'SIGINT' ? 130 : null);
    const report = await runInProcess(['report', findTourId(runs), '--runs', runs], { cwd });
    expect(report.code).toBe(0);
    const before = readTour(runs);
    expect(before.tour.status).toBe(signal === 'SIGINT' ? 'interrupted' : 'partial');
    expect(before.chapters[0]?.status).toBe('measured');
    expect(before.chapters[1]?.run?.groupsPlanned).toBe(4);
    const recordsOf = (index: number) =>
      readFileSync(pathIn(runs, before.chapters[index]?.run?.id ?? '', 'records.jsonl'), 'utf8');
    // A line that a kill tore is written again.
    const [ended, cut] = [recordsOf(0), recordsOf(1).replace(/[^\n]*$/, '')];

    const second = await runLoadstone(['tour', 'claims', '--quick', '--runs', runs], { cwd });
    expect(second.stderr).toContain(`Going on with tour ${before.tour.id}, of which 1 of 2`);
    expect(second.stderr).toContain(`Going on with run ${before.chapters[1]?.run?.id}`);
    expect(second.stderr).not.toContain('Chapter 1 of 2');
    expect(second.code).toBe(0);
    const after = readTour(runs);
    expect(after.tour.status).toBe('complete');
    expect(after.chapters.map(({ run }) => run?.id)).toEqual(
      before.chapters.map(({ run }) => run?.id),
    );
    expect(after.chapters[1]).toMatchObject({ status: 'measured', run: { groupsPlanned: 4 } });
    expect(recordsOf(0)).toBe(ended);
    expect(recordsOf(1).startsWith(cut)).toBe(true);
    expect(after.tour.spentMs).toBeGreaterThan(before.tour.spentMs);
    expect(countRuns(runs)).toBe(2);
  },
);

test('a chapter whose run fails says why, looks like no finding, and holds no other up', async () => {
  const { code, stdout, stderr } = await runLoadstone(['tour', 'mute', '--runs', 'mute'], { cwd });
  expect(code).toBe(3);
  expect(stderr).toContain('Chapter mute has no result');
  const { chapters } = readTour('mute');
  expect(chapters[0]).toMatchObject({ status: 'failed', run: null, finding: null });
  expect(chapters[0]?.reason?.text).toContain('did not answer');
  expect(chapters[1]?.status).toBe('measured');
  expect(stdout.replaceAll(/\s+/g, ' ')).toContain('· Mute No result: its run failed. ');
  // With --resume it is tried again, and the other one is left alone.
  const again = await runLoadstone(['tour', '--resume', 'latest', '--runs', 'mute'], { cwd });
  expect(again.stderr).toContain('Chapter 1 of 2: Mute');
  expect(again.stderr).not.toContain('Chapter 2 of 2');
  expect(readTour('mute').chapters[1]?.run?.id).toBe(chapters[1]?.run?.id);
});

test('a time that holds nothing leaves all chapters out, and says what they would take', async () => {
  const short = ['tour', 'claims', '--budget', '1s', '--runs', 'short'];
  const { code, stdout } = await runLoadstone(short, { cwd });
  expect(code).toBe(4);
  const { chapters } = readTour('short');
  expect(chapters.map(({ status }) => status)).toEqual(['left-out', 'left-out', 'not-measured']);
  expect(stdout.replaceAll(/\s+/g, ' ')).toContain('The time did not hold it: 4 groups take about');
  expect(countRuns('short')).toBe(0);
});

test('what is wrong is told before anything is measured', async () => {
  const unknown = await runInProcess(['tour', 'claim', '--runs', 'none'], { cwd });
  expect(unknown.code).toBe(2);
  expect(unknown.stderr).toContain('did you mean "claims"');
  const several = await runInProcess(['tour', '--runs', 'none'], { cwd });
  expect(several.stderr).toContain('This config has several tours: claims, mute.');
  const other = await runInProcess(['tour', 'mute', '--resume', 'latest', '--runs', 'whole'], {
    cwd,
  });
  expect(other.stderr).toContain('is claims, not mute');
  expect(statSync(pathIn('none'), { throwIfNoEntry: false })).toBeUndefined();
});
