// Seeded accidents of a simulated machine lose nothing, and the simulation finds out a disk that does not do as it says.
import { describe, expect, test } from 'vitest';
import { replaceFile } from '../../bench/disk/durable.ts';
import { buildGenerator } from '../../bench/plan/random.ts';
import { countRounds } from '../support/rounds.ts';
import { playKillsAtEnd, playSeed } from './play-seed.ts';
import { buildEmptyDisk, createSimulatedDisk, type SimulatedDisk } from './simulated-disk.ts';
import { startMachine } from './simulated-machine.ts';
import { acknowledgeNothing, playRun, simulatedPlans } from './simulated-run.ts';

const seedsOfTest = 10;

test.each(Array.from({ length: countRounds(1, 20) }, (_, part) => 1 + part * seedsOfTest))(
  'whatever happens to a machine, its run is gone on with to the same verdicts (10 seeds from %d)',
  { timeout: 180_000 },
  async (firstSeed) => {
    let accidents = 0;
    for (let seed = firstSeed; seed < firstSeed + seedsOfTest; seed += 1)
      accidents += (await playSeed(seed)).accidents.length;
    expect(accidents).toBeGreaterThan(seedsOfTest);
  },
);

test.each(simulatedPlans)(
  'a run with $name that is killed near its end ends as it would have, and measures no more',
  { timeout: 180_000 },
  (plan) => playKillsAtEnd(plan, countRounds(5, 40)),
);

test('a disk that says that it has synced and has not is found out', {
  timeout: 180_000,
}, async () => {
  const failures: unknown[] = [];
  for (let seed = 1; seed <= 40 && failures.length === 0; seed += 1)
    await playSeed(seed, buildEmptyDisk({ lies: true })).catch((thrown) => failures.push(thrown));
  expect(failures).toHaveLength(1);
});

test('a wall clock that jumps voids the group that it jumped in, and no time of any group', async () => {
  const [plan] = simulatedPlans;
  if (plan === undefined) throw new Error('there is no plan');
  const clock = { wallMs: Date.parse('2026-01-01T00:00:00Z'), monotonicMs: 0 };
  const self = { bootId: 'boot', clock, databases: new Set<string>() };
  const machine = startMachine(createSimulatedDisk(), self, undefined, buildGenerator(1));
  const hourMs = 3_600_000;
  const document = await playRun(plan, machine, acknowledgeNothing(), undefined, (parts) => ({
    ...parts,
    launch: (context, variant, group, ...rest) => {
      if (group === 1 && variant.isBaseline) clock.wallMs -= hourMs;
      return parts.launch(context, variant, group, ...rest);
    },
  }));
  expect(document.groups.map(({ status }) => status)).toEqual(['valid', 'void', 'valid']);
  expect(document.groups[1]?.voidReason?.text).toContain('jumped by -3600000 ms');
  expect(new Set(document.groups.map(({ elapsedMs }) => elapsedMs)).size).toBe(1);
});

/** What is left of a file in so many draws of a power cut. */
function drawContents(disk: SimulatedDisk, path: string): ReadonlySet<string> {
  const found = Array.from({ length: 300 }, (_, seed) => {
    const after = disk.cutPower(buildGenerator(seed, 'draw'));
    return after.exists(path) ? after.read(path).toString() : 'not there';
  });
  return new Set(found);
}

describe('a simulated disk after a power cut', () => {
  test('holds what was synced, and any part of what was not', () => {
    const disk = createSimulatedDisk();
    const file = disk.open('/a', 'append');
    file.write(Buffer.from('one'));
    expect(drawContents(disk, '/a')).toContain('not there');
    file.sync();
    expect(drawContents(disk, '/a')).toEqual(new Set(['not there', 'one']));
    disk.syncFolder('/');
    expect(drawContents(disk, '/a')).toEqual(new Set(['one']));
    file.write(Buffer.from('two'));
    expect(drawContents(disk, '/a')).toEqual(
      new Set(['one', 'onet', 'onetw', 'onetwo', 'one\0\0\0']),
    );
  });

  test('holds an empty file under a name that was changed before what it names was synced', () => {
    const disk = createSimulatedDisk();
    disk.open('/a.part', 'create').write(Buffer.from('new'));
    disk.rename('/a.part', '/a');
    disk.syncFolder('/');
    expect(drawContents(disk, '/a')).toContain('');
  });
});

test('a replaced file is the old one or the new one, whenever the power goes', () => {
  const seen = new Set<string>();
  for (let atChange = 1; atChange <= 6; atChange += 1) {
    const disk = createSimulatedDisk();
    replaceFile(disk, '/a', 'old');
    const self = { bootId: '', clock: { wallMs: 0, monotonicMs: 0 }, databases: new Set<string>() };
    const machine = startMachine(disk, self, { kind: 'power cut', atChange }, buildGenerator(1));
    try {
      replaceFile(disk, '/a', 'new');
    } catch (thrown) {
      if (!machine.isGone()) throw thrown;
    }
    disk.guardBy(undefined);
    for (const content of drawContents(disk, '/a')) seen.add(content);
    if (!machine.isGone()) expect(drawContents(disk, '/a')).toEqual(new Set(['new']));
  }
  expect(seen).toEqual(new Set(['old', 'new']));
});
