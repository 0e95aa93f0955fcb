// Which process runs on which CPUs: one set for all variants and one for the generator, fixed for a whole
// experiment but for the swap between groups, for it moves figures more than many variants do. Pure.
import type { CpuFacts } from '../probes/cpu-topology.ts';
import { type Experiment, hasCommand, type Placement } from '../spec/experiment.ts';

const unpinned: Placement = {
  service: undefined,
  generator: undefined,
  database: undefined,
  cache: undefined,
};

export interface PlacementChoice {
  readonly placement: Placement;
  /**
   * The same with all CPUs in the opposite order, for half of the groups; undefined where the layout was given, or the
   * CPUs are not interchangeable.
   */
  readonly swapped: Placement | undefined;
}

/** What `choosePlacement` is to find CPUs for. */
export interface PlacementWish {
  readonly placement: Experiment['placement'];
  /** CPUs that the service needs in one of the variants, at least 1; met where the machine has one more. */
  readonly serviceCpus: number;
  /** Processes of the load generator; absent: 1. Each has a CPU where at most half of the CPUs are theirs. */
  readonly generators?: number | undefined;
}

/**
 * The layout for a machine. Automatic: with one CPU nothing is pinned. Otherwise the last CPU is the generator's, or as
 * many as it has processes; the
 * service has what its levels need, and from four CPUs on at least half of them; database and cache have what
 * lies between, or else share the generator's.
 * @param cpus those that may be used, CPUs of one core side by side
 */
export function choosePlacement(wish: PlacementWish, cpus: readonly CpuFacts[]): PlacementChoice {
  if (wish.placement === 'none') return { placement: unpinned, swapped: undefined };
  if (wish.placement !== 'auto') return { placement: wish.placement, swapped: undefined };
  if (cpus.length < 2) return { placement: unpinned, swapped: undefined };
  const order = cpus.map(({ cpu }) => cpu);
  const placement = layOut(order, wish);
  return {
    placement,
    swapped: areInterchangeable(cpus) ? layOut(order.toReversed(), wish, sortAscending) : undefined,
  };
}

function layOut(
  order: readonly number[],
  { serviceCpus, generators = 1 }: PlacementWish,
  arrange: (cpus: readonly number[]) => readonly number[] = (cpus) => cpus,
): Placement {
  const generatorCpus = Math.max(1, Math.min(generators, Math.floor(order.length / 2)));
  const most = order.length - generatorCpus;
  const usual = order.length < 4 ? 1 : Math.floor(order.length / 2);
  const service = Math.min(most, Math.max(usual, serviceCpus));
  const generator = arrange(order.slice(most));
  const between = order.slice(service, most);
  const stores = arrange(between.length > 0 ? between : generator);
  return {
    service: arrange(order.slice(0, service)),
    ...{ generator, database: stores, cache: stores },
  };
}

const sortAscending = (cpus: readonly number[]): readonly number[] =>
  cpus.toSorted((a, b) => a - b);

/** True where turning the order round changes nothing but the numbers: equal CPUs, cores mapped onto cores. */
function areInterchangeable(cpus: readonly CpuFacts[]): boolean {
  const turned = new Map(cpus.map(({ cpu }, index) => [cpu, cpus[cpus.length - 1 - index]?.cpu]));
  const known = new Map(cpus.map((facts) => [facts.cpu, facts]));
  const packageOf = new Map<string, string>();
  return cpus.every(({ cpu, kind, siblings, packageId }) => {
    const partner = known.get(turned.get(cpu) ?? -1);
    if (partner === undefined || partner.kind !== kind) return false;
    const mapped = siblings.flatMap((one) => turned.get(one) ?? []).toSorted((a, b) => a - b);
    const theirs = partner.siblings.filter((one) => known.has(one));
    const packageThere = packageOf.get(packageId) ?? partner.packageId;
    packageOf.set(packageId, packageThere);
    return (
      mapped.join() === theirs.toSorted((a, b) => a - b).join() &&
      packageThere === partner.packageId
    );
  });
}

/** The roles that the harness starts itself and so can pin; what is given by URL runs where it runs. */
export function listPinnableRoles({
  target,
  factors,
  postgres,
  redis,
}: Pick<Experiment, 'target' | 'factors' | 'postgres' | 'redis'>): readonly (keyof Placement)[] {
  const isGiven =
    !hasCommand({ target, factors }) ||
    factors.some(({ levels }) => levels.some(({ url }) => url !== undefined));
  return [
    ...(isGiven ? [] : (['service'] as const)),
    'generator',
    ...(postgres === undefined || postgres.url !== undefined ? [] : (['database'] as const)),
    ...(redis === undefined || redis.url !== undefined ? [] : (['cache'] as const)),
  ];
}

/** The layout in words for the fingerprint, e.g. `{ service: '0', generator: '1' }`. */
export function describePlacement(placement: Placement): Readonly<Record<string, string>> {
  return Object.fromEntries(
    Object.entries(placement).flatMap(([role, cpus]: [string, readonly number[] | undefined]) =>
      cpus === undefined ? [] : [[role, cpus.join(',')]],
    ),
  );
}
