// One process of several that share the load of a session: what of it is whose. Pure.
import type { ClosedLoad, GeneratorPart, Load, OpenLoad } from '../driver.ts';

/** More would be fewer than the connections of a warm-up, and one machine has no use for them. */
export const mostGenerators = 16;

/** What a part tells of a slice besides its outcome, so that parts can be merged exactly. */
export interface PartOutcome {
  /** Latencies of the successes of the window, as made by `encodeHistogram`. */
  readonly windowLatency: string;
  /** How long after `SliceOrder.startAtMs` it began, ms. */
  readonly lateStartMs: number;
}

const whole: GeneratorPart = { index: 0, count: 1 };

/** True where something with this number, from 0, belongs to the part: everything belongs to exactly one. */
export function owns({ index, count }: GeneratorPart, number: number): boolean {
  return number % count === index;
}

/** How many of the things with the numbers from 0 to `total` - 1 belong to the part. */
function countOwn({ index, count }: GeneratorPart, total: number): number {
  return Math.floor((total - index + count - 1) / count);
}

/** Number in the whole of what a part calls its n-th thing, both from 0. */
export function toWholeNumber({ index, count }: GeneratorPart, own: number): number {
  return index + own * count;
}

/**
 * The load of one part: its share of the connections. The rate stays as it is, since a part thins the arrivals of the
 * whole (`ArrivalStream`).
 */
export function splitLoad(load: Load, part: GeneratorPart = whole): Load {
  return load.kind === 'closed' ? splitClosed(load, part) : splitOpen(load, part);
}

function splitClosed(load: ClosedLoad, part: GeneratorPart): ClosedLoad {
  return { ...load, connections: countOwn(part, load.connections) };
}

function splitOpen(load: OpenLoad, part: GeneratorPart): OpenLoad {
  return { ...load, maxConnections: countOwn(part, load.maxConnections) };
}

/** How messages call a generator: `open generator`, or `open generator 2 of 4`. */
export function nameGenerator(driverName: string, part: GeneratorPart | undefined): string {
  const name = `${driverName} generator`;
  return part === undefined ? name : `${name} ${part.index + 1} of ${part.count}`;
}
