// Which process runs on which CPUs: one fixed layout for a whole experiment, for it moves figures
// more than many variants do. Pure.
import type { Experiment, Placement } from '../spec/experiment.ts';

const unpinned: Placement = {
  service: undefined,
  generator: undefined,
  database: undefined,
  cache: undefined,
};

/**
 * The layout for a machine. Automatic: with one CPU nothing is pinned; with two or three the
 * service has CPU 0 and everything else CPU 1; with more, the service has the first half, the
 * generator the last CPU, and database and cache what lies between.
 */
export function choosePlacement(wanted: Experiment['placement'], cpuCount: number): Placement {
  if (wanted === 'none') return unpinned;
  if (wanted !== 'auto') return wanted;
  if (cpuCount < 2) return unpinned;
  if (cpuCount < 4) return { service: [0], generator: [1], database: [1], cache: [1] };
  const half = Math.floor(cpuCount / 2);
  const between = countFrom(half, cpuCount - 1);
  return {
    service: countFrom(0, half),
    generator: [cpuCount - 1],
    database: between,
    cache: between,
  };
}

function countFrom(first: number, end: number): readonly number[] {
  return Array.from({ length: end - first }, (_, index) => first + index);
}

/** The layout in words for the fingerprint, e.g. `{ service: '0', generator: '1' }`. */
export function describePlacement(placement: Placement): Readonly<Record<string, string>> {
  return Object.fromEntries(
    Object.entries(placement).flatMap(([role, cpus]: [string, readonly number[] | undefined]) =>
      cpus === undefined ? [] : [[role, cpus.join(',')]],
    ),
  );
}
