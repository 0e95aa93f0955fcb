// One seed: a run whose machine has up to three accidents, and what it came to.
import { uniformFloat64 } from 'pure-rand/distribution/uniformFloat64';
import { uniformInt } from 'pure-rand/distribution/uniformInt';
import type { RandomGenerator } from 'pure-rand/types/RandomGenerator';
import { LoadstoneError } from '../../bench/errors.ts';
import { buildGenerator } from '../../bench/plan/random.ts';
import type { ResultDocument } from '../../reports/document/result.ts';
import { checkAfterEnd, checkAfterStart, sweep } from './check-machine.ts';
import { createSimulatedDisk, type SimulatedDisk } from './simulated-disk.ts';
import {
  type Accident,
  accidents,
  type Machine,
  type PlannedAccident,
  startMachine,
} from './simulated-machine.ts';
import {
  acknowledgeNothing,
  playRun,
  type SimulatedPlan,
  simulatedPlans,
} from './simulated-run.ts';

const mostAccidents = 3;

export interface PlayedSeed {
  readonly plan: string;
  /** Those that happened, each with the change of the disk that it came at. */
  readonly accidents: readonly string[];
}

interface Reference {
  readonly document: ResultDocument;
  /** Changes of the disk that an uncut run makes. */
  readonly changes: number;
}

const references = new Map<string, Reference>();

/** The same plan without an accident. */
async function findReference(plan: SimulatedPlan): Promise<Reference> {
  const known = references.get(plan.name);
  if (known !== undefined) return known;
  const random = buildGenerator(0, 'reference');
  const machine = startMachine(createSimulatedDisk(), newMachine(), undefined, random);
  const document = await playRun(plan, machine, acknowledgeNothing(), undefined);
  const made = { document, changes: machine.countChanges() };
  references.set(plan.name, made);
  return made;
}

const beginMs = Date.parse('2026-01-01T00:00:00Z');

const newMachine = (): Pick<Machine, 'bootId' | 'clock' | 'databases'> => ({
  ...{ bootId: 'boot-0', clock: { wallMs: beginMs, monotonicMs: 5_000 }, databases: new Set() },
});

/** Shorter, three times over, than what makes a new epoch; the clock may also have been set back. */
function passTime({ clock }: Pick<Machine, 'clock'>, random: RandomGenerator): void {
  const isSetBack = uniformFloat64(random) < 0.1;
  clock.wallMs += isSetBack ? -uniformInt(random, 0, 7_200_000) : uniformInt(random, 0, 180_000);
  clock.monotonicMs = uniformInt(random, 0, 1_000_000);
}

/**
 * @param disk to begin with; another one than a simulated disk that does as it says must be found out
 * @throws Broken, or whatever should not have been thrown
 */
export async function playSeed(seed: number, disk = createSimulatedDisk()): Promise<PlayedSeed> {
  const random = buildGenerator(seed, 'crash-simulation');
  const plan = simulatedPlans[uniformInt(random, 0, simulatedPlans.length - 1)];
  if (plan === undefined) throw new Error('there is no plan');
  const { changes } = await findReference(plan);
  const next = (start: number) =>
    start < mostAccidents ? drawAccident(changes, random) : undefined;
  return playPlan(plan, random, next, disk);
}

/** A plan that is killed at each of the last changes of its disk, once each. @throws Broken */
export async function playKillsAtEnd(plan: SimulatedPlan, lastChanges: number): Promise<void> {
  const { changes } = await findReference(plan);
  for (let atChange = changes - lastChanges + 1; atChange <= changes; atChange += 1) {
    const kill = { kind: 'kill', atChange } as const;
    const random = buildGenerator(atChange, 'kills');
    await playPlan(
      plan,
      random,
      (start) => (start === 0 ? kill : undefined),
      createSimulatedDisk(),
    );
  }
}

async function playPlan(
  plan: SimulatedPlan,
  random: RandomGenerator,
  nextAccident: (start: number) => PlannedAccident | undefined,
  disk: SimulatedDisk,
): Promise<PlayedSeed> {
  const reference = await findReference(plan);
  const acknowledged = acknowledgeNothing();
  const happened: string[] = [];
  let current: SimulatedDisk = disk;
  let self = newMachine();
  for (let start = 0; ; start += 1) {
    sweep(current, self.databases, self.bootId);
    checkAfterStart(current, acknowledged);
    const accident = nextAccident(start);
    const machine = startMachine(current, self, accident, random);
    let document: ResultDocument | undefined;
    try {
      document = await playRun(plan, machine, acknowledged, acknowledged.runId);
    } catch (thrown) {
      assertExpected(thrown, machine, accident?.kind);
    }
    current.guardBy(undefined);
    if (document !== undefined && !machine.hasHadAccident()) {
      checkAfterEnd(current, self.databases, document, reference.document);
      return { plan: plan.name, accidents: happened };
    }
    happened.push(`${accident?.kind} at ${accident?.atChange}`);
    current = accident?.kind === 'power cut' ? current.cutPower(random) : current.keepAll();
    self = { ...self, bootId: `boot-${start + 1}` };
    passTime(self, random);
  }
}

function drawAccident(changes: number, random: RandomGenerator): PlannedAccident {
  const kind = accidents[uniformInt(random, 0, accidents.length - 1)] ?? 'kill';
  return { kind, atChange: uniformInt(random, 1, changes) };
}

const wantedCodes: Readonly<Partial<Record<Accident, string>>> = {
  'full disk': 'DISK_FULL',
  'broken disk': 'STORE_WRITE_FAILED',
};

/** A program that is gone says nothing; one whose disk fails says which way. */
function assertExpected(thrown: unknown, machine: Machine, kind: Accident | undefined): void {
  if (machine.isGone()) return;
  const wanted = kind && wantedCodes[kind];
  const isExpected =
    machine.hasHadAccident() && thrown instanceof LoadstoneError && thrown.code === wanted;
  if (!isExpected) throw thrown;
}
