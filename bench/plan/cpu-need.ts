// How many CPUs the levels say that their service needs, and which of them a layout gives too few. Pure.
import type { Experiment, Placement } from '../spec/experiment.ts';
import type { PlannedVariant } from './plan.ts';

/** A level whose service gets fewer CPUs than it needs to show what the level does. */
export interface CpuShortage {
  /** `threads=cluster` */
  readonly level: string;
  readonly variantIds: readonly string[];
  /** CPUs that the service needs. */
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
