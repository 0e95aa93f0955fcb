// What a plan asks of the machine: open files at a time, and local ports in a row.
import { describeDriver } from '../drivers/registry.ts';
import type { Experiment, PlannedLoad } from '../spec/experiment.ts';
import type { Plan, PlannedGroup } from './plan.ts';

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
