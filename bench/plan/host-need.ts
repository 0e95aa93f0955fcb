// What a plan needs of the machine: CPUs for the service, open files and local ports.
import { describeDriver } from '../drivers/registry.ts';
import type { Experiment, Placement, PlannedLoad } from '../spec/experiment.ts';
import type { Plan, PlannedGroup, PlannedVariant } from './plan.ts';

export interface HostNeed {
  /** Files and sockets that one process of the run has open at a time, at most. */
  readonly openFiles: number;
  /** Local ports towards one variant that are in use or in TIME_WAIT at a time, at most. */
  readonly localPorts: number;
}

/** What a process has open besides: its own files, pipes, the database. */
const otherFiles = 128;

/** Linux holds the port of a closed connection for so long (TCP_TIMEWAIT_LEN in include/net/tcp.h). */
const timeWaitMs = 60_000;

/** Warm-ups of open loads are closed ones with so many connections. */
const warmupConnections = 16;

/**
 * The most that any group of the plan needs; services may keep files of their own on top. A driver with
 * micro-slices keeps connections to all variants at once, another opens them anew in each slice.
 */
export function estimateHostNeed(experiment: Experiment, plan: Plan): HostNeed {
  const { microSlices: keeps } = describeDriver(experiment.driver);
  const connections = Math.max(
    0,
    ...experiment.loads.map(({ load }) => Math.max(connectionsOf(load), warmupConnections)),
  );
  const atOnce = keeps ? connections * plan.variants.length : connections;
  const opened = plan.groups.map((group) => countOpened(experiment, group, connections));
  return {
    openFiles: otherFiles + atOnce,
    localPorts: keeps ? connections : Math.max(0, ...opened),
  };
}

function connectionsOf(load: PlannedLoad): number {
  return load.kind === 'closed' ? load.connections : load.maxConnections;
}

/** Connections to one variant within one TIME_WAIT: one set a slice and warm-up. */
function countOpened({ slices }: Experiment, group: PlannedGroup, connections: number): number {
  const variants = Math.max(1, group.launchOrder.length);
  const perBlock = 1 + (slices.sliceMs === 'auto' ? 1 : slices.slicesPerGroup);
  const inGroup = group.blocks.length * perBlock;
  const turnMs = variants * (slices.sliceMs === 'auto' ? slices.loadMs : slices.sliceMs);
  // The variants take turns; a permutation and its reverse put two slices of one side by side.
  const inTimeWait = Math.ceil(timeWaitMs / turnMs) + 2;
  return connections * Math.min(inGroup, inTimeWait);
}

/**
 * Why several generators are no gain here: they take turns on their CPUs, which makes each of them late. Empty where there
 * are enough CPUs, else one sentence.
 * @param cpus those of the generators, else all of the machine
 */
export function listGeneratorShortages(
  { generators = 1 }: Pick<Experiment, 'generators'>,
  cpus: number,
): readonly string[] {
  if (generators <= cpus || generators === 1) return [];
  const few = cpus === 1 ? 'one CPU' : `${cpus} CPUs`;
  return [
    `${generators} load generators share ${few} and hold each other up: set generators to ${cpus}, or give them CPUs under placement.generator.`,
  ];
}

/** A level whose service gets fewer CPUs than it needs to show what the level does. */
export interface CpuShortage {
  /** `threads=cluster` */
  readonly level: string;
  readonly variantIds: readonly string[];
  readonly neededCpus: number;
  /** CPUs that it has to itself. */
  readonly givenCpus: number;
}

/** The most that any of the variants needs; at least 1. */
export function findServiceCpus(
  { factors }: Experiment,
  variants: readonly PlannedVariant[],
): number {
  const needs = variants.flatMap(({ levels }) =>
    factors.flatMap(({ name, levels: known }) => {
      const level = known.find((one) => one.name === levels[name]);
      return level?.cpus ?? 1;
    }),
  );
  return Math.max(1, ...needs);
}

/**
 * The levels of these variants that lack CPUs.
 * @param serviceCpus CPUs of the service, see `countServiceCpus`
 */
export function listCpuShortages(
  { factors }: Experiment,
  variants: readonly PlannedVariant[],
  serviceCpus: number,
): readonly CpuShortage[] {
  return factors.flatMap((factor) =>
    factor.levels.flatMap(({ name, cpus = 1 }) => {
      const using = variants.filter(({ levels }) => levels[factor.name] === name);
      if (cpus <= serviceCpus || using.length === 0) return [];
      return [
        {
          level: `${factor.name}=${name}`,
          variantIds: using.map(({ id }) => id),
          neededCpus: cpus,
          givenCpus: serviceCpus,
        },
      ];
    }),
  );
}

/** CPUs that the service has to itself: those that it is pinned to, else all but one for the generator; at least 1. */
export function countServiceCpus(placement: Pick<Placement, 'service'>, cpuCount: number): number {
  return Math.max(1, placement.service?.length ?? cpuCount - 1);
}
