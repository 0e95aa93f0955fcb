// One round: a real run, one SIGKILL at a random moment, then everything that must hold.
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { uniformFloat64 } from 'pure-rand/distribution/uniformFloat64';
import { uniformInt } from 'pure-rand/distribution/uniformInt';
import type { RandomGenerator } from 'pure-rand/types/RandomGenerator';
import { buildGenerator } from '../../bench/plan/random.ts';
import { readRecordLog, selectFinishedRecords } from '../../bench/store/record-log.ts';
import { type CommandOutcome, startLoadstone } from '../support/command-line.ts';
import { findMarked, findVictims, listNames, type Victim } from './processes.ts';
import type { Scene } from './scenes.ts';

export interface RoundOptions {
  readonly seed: number;
  /** Length of a run that nobody disturbs, ms. */
  readonly usualMs: number;
  /** Who is to be killed; absent: any that is there. */
  readonly victim?: Victim;
}

export interface Round {
  /** Who was killed and when; undefined where the run had ended by then. */
  readonly killed: string | undefined;
  /** Exit codes of the run and of what went on with it. */
  readonly codes: readonly (number | null)[];
  /** Promises that were broken, in words. */
  readonly broken: readonly string[];
}

/** A run is gone on with at most so often. */
const mostResumes = 3;

/** Nobody is killed in the last of them, so that each must have brought it further. */
const expectedCodes: readonly (number | null)[] = [0, 3, 4];

/** A service that keeps its orders in memory loses those that it had acknowledged when it is killed, which is told. */
function isExpected({ command }: Scene, code: number | null): boolean {
  return expectedCodes.includes(code) || (command === 'faults' && code === 5);
}

/** Length of a run that nobody disturbs; makes templates on the way. */
export async function measureUsualMs(scene: Scene): Promise<number> {
  for (const isFirst of [true, false]) {
    const startedMs = performance.now();
    const outcome = await start(scene, scene.args).ended;
    if (outcome.code !== 0 && outcome.code !== 4)
      throw new Error(`${scene.name} does not run at all: ${outcome.code}\n${outcome.stderr}`);
    if (!isFirst) return performance.now() - startedMs;
  }
  throw new Error('not reached');
}

function start(scene: Scene, args: readonly string[]) {
  return startLoadstone([scene.command, ...args, '--quiet'], scene);
}

export async function playRound(scene: Scene, options: RoundOptions): Promise<Round> {
  const random = buildGenerator(options.seed, 'torture');
  const before = listNames(join(scene.cwd, 'runs'));
  const command = start(scene, scene.args);
  const harnessPids = [command.child.pid ?? 0];
  const killed = await killSomebody(harnessPids[0] ?? 0, options, random, command.ended);
  const outcome = await command.ended;
  const broken: string[] = [];
  const codes = [outcome.code];
  if (killed?.victim !== 'harness' && !isExpected(scene, outcome.code))
    broken.push(`exit code ${outcome.code}: ${outcome.stderr.slice(-1_500)}`);
  const id = listNames(join(scene.cwd, 'runs')).find(
    (name) => !before.includes(name) && existsSync(join(scene.cwd, 'runs', name, 'run.json')),
  );
  if (id !== undefined) broken.push(...(await findUnreadable(scene, id)));
  let resumed: CommandOutcome = outcome;
  for (let turn = 0; turn < mostResumes; turn += 1) {
    const next = start(scene, id === undefined ? scene.args : ['--resume', id]);
    harnessPids.push(next.child.pid ?? 0);
    resumed = await next.ended;
    codes.push(resumed.code);
    // A variant that could not start in the first group, or a run with void groups, says so again.
    if (isExpected(scene, resumed.code)) break;
  }
  if (!isExpected(scene, resumed.code))
    broken.push(`it is not gone on with: ${resumed.code} ${resumed.stderr.slice(-1_500)}`);
  if (id !== undefined) broken.push(...findDoubles(scene, id));
  broken.push(...(await findLeft(scene, harnessPids)));
  const when = killed && `${killed.victim} after ${(killed.atMs / 1_000).toFixed(1)} s`;
  return { killed: when, codes, broken };
}

interface Killed {
  readonly victim: Victim;
  readonly atMs: number;
}

/** Waits for the moment, and kills one of those that are there then. */
async function killSomebody(
  harnessPid: number,
  { usualMs, victim: wanted }: RoundOptions,
  random: RandomGenerator,
  ended: Promise<unknown>,
): Promise<Killed | undefined> {
  // Before its usual end: later most of them would meet nobody.
  const atMs = 100 + uniformFloat64(random) * usualMs * 0.8;
  const startedMs = performance.now();
  const isOver = await Promise.race([ended.then(() => true), wait(atMs).then(() => false)]);
  // One who is wanted may come later.
  for (let isLate = isOver; !isLate; ) {
    const victims = findVictims(harnessPid);
    const there = [...victims.keys()].filter((one) => wanted === undefined || one === wanted);
    const victim = there[uniformInt(random, 0, Math.max(0, there.length - 1))];
    const pids = (victim && victims.get(victim)) ?? [];
    const pid = pids[uniformInt(random, 0, Math.max(0, pids.length - 1))];
    if (victim !== undefined && pid !== undefined) {
      if (!kill(pid)) continue;
      return { victim, atMs: performance.now() - startedMs };
    }
    isLate = await Promise.race([ended.then(() => true), wait(5).then(() => false)]);
  }
  return undefined;
}

function kill(pid: number): boolean {
  try {
    return process.kill(pid, 'SIGKILL');
  } catch {
    return false;
  }
}

/** `list` names it and `report` judges it, or says that no group has ended. */
async function findUnreadable(scene: Scene, id: string): Promise<readonly string[]> {
  const list = await startLoadstone(['list', '--json'], scene).ended;
  const report = await startLoadstone(['report', id, '--json'], scene).ended;
  const entry = list.stdout.split(/(?=\{)/).find((text) => text.includes(id)) ?? '';
  return [
    ...(list.code === 0 && entry !== '' ? [] : [`it is not listed: ${list.stderr}`]),
    ...(entry.includes('unreadable') ? ['it is listed as unreadable'] : []),
    ...(report.code === 0 || (report.code === 4 && report.stderr.includes('[NOTHING_MEASURED]'))
      ? []
      : [`report: ${report.code} ${report.stderr}`]),
  ];
}

/** Every planned group or episode once, and in it every trial once. */
function findDoubles(scene: Scene, id: string): readonly string[] {
  const name = scene.command === 'faults' ? 'faults.jsonl' : 'records.jsonl';
  const { records, isTorn } = readRecordLog(join(scene.cwd, 'runs', id, name));
  // Episodes count one by one, groups only as a whole.
  const counted = scene.command === 'faults' ? records : selectFinishedRecords(records);
  const names = counted.flatMap((record) => {
    if (record.kind === 'trial')
      return `trial ${record.group} ${record.scenario} ${record.loadId} ${record.variantId}`;
    if (record.kind === 'fault-episode')
      return `episode ${record.group} ${record.faultId} ${record.variantId}`;
    // Whoever could not be loaded at all is left out, with the reason.
    if (record.kind === 'fault-not-run') return `not run ${JSON.stringify(record)}`;
    return record.kind === 'group-ended' ? `group ${record.group}` : [];
  });
  const doubles = names.filter((one, index) => names.indexOf(one) !== index);
  const groups = names.filter((one) => one.startsWith('group ')).length;
  return [
    ...doubles.map((one) => `${one} counts twice`),
    ...(isTorn ? ['a torn line is left'] : []),
    ...(scene.command === 'run' && groups !== 3 ? [`${groups} of 3 groups have ended`] : []),
    ...(scene.command === 'faults' && names.length === 0 ? ['no episode was played'] : []),
  ];
}

async function findLeft(scene: Scene, harnessPids: readonly number[]): Promise<readonly string[]> {
  return [
    ...findMarked(harnessPids).map((words) => `process ${words}`),
    ...listNames(join(scene.stateDir, 'work')).map((name) => `folder work/${name}`),
    ...listNames(join(scene.stateDir, 'journal')).map((name) => `journal ${name}`),
    ...listNames(scene.tempDir)
      .filter((name) => name.startsWith('loadstone-'))
      .map((name) => `temporary folder ${name}`),
    ...(await scene.listLeftData()),
  ].map((what) => `left behind: ${what}`);
}
