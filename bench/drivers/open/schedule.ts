// Seeded schedules of intended starts: Poisson or uniform arrivals at a constant, stepped or ramped rate.
import { createRandom } from '../../../scenarios/random.ts';
import type { GeneratorPart, RateStage } from '../driver.ts';
import { owns } from '../parts/part.ts';

/** An interval of a schedule in which the rate goes linearly from one value to another. */
export interface RateSegment {
  /** Above 0, µs. */
  readonly durationUs: number;
  /** Arrivals a second at its start and end, 0 or more. */
  readonly startRps: number;
  readonly endRps: number;
}

export type ArrivalKind = 'poisson' | 'uniform';

/** One rate over the whole time. */
export function constantRate(rateRps: number, durationUs: number): readonly RateSegment[] {
  return [{ durationUs, startRps: rateRps, endRps: rateRps }];
}

/** Stages one after another, scaled so that together they take `durationUs`; between two the rate may step. */
export function shapedRate(
  stages: readonly RateStage[],
  durationUs: number,
): readonly RateSegment[] {
  const totalS = stages.reduce((sum, stage) => sum + stage.durationS, 0);
  return stages.map(({ fromRps, toRps, durationS }) => ({
    durationUs: (durationS / totalS) * durationUs,
    startRps: fromRps,
    endRps: toRps,
  }));
}

function arrivalsOf(segment: RateSegment): number {
  return ((segment.startRps + segment.endRps) / 2) * (segment.durationUs / 1e6);
}

/**
 * The arrivals of a schedule in rising order, made in chunks so that memory does not grow with its
 * length. A unit-rate process is drawn and mapped back through the cumulative rate (Çinlar's
 * inversion), so that ramps are exact and segments join without a gap.
 */
export class ArrivalStream {
  readonly #segments: readonly RateSegment[];
  readonly #nextGap: () => number;
  #segmentIndex = 0;
  #segmentStartUs = 0;
  /** Cumulative arrivals at the start of the segment, and of the next arrival, in units of the mean. */
  #segmentStartMean = 0;
  #nextMean: number;
  readonly #part: GeneratorPart | undefined;
  /** Of the next arrival in the schedule of all parts, from 0. */
  #number = 0;

  /**
   * @param seed any safe integer; the same seed gives the same arrivals.
   * @param part leaves out the arrivals of other parts: together all parts have the schedule, each arrival once.
   */
  constructor(
    segments: readonly RateSegment[],
    kind: ArrivalKind,
    seed: number,
    part?: GeneratorPart,
  ) {
    this.#part = part;
    for (const segment of segments) assertSegment(segment);
    this.#segments = segments;
    const random = createRandom(seed);
    if (kind === 'poisson') {
      this.#nextGap = () => -Math.log1p(-random.next());
      this.#nextMean = this.#nextGap();
    } else {
      // A random phase keeps the mean right for slices shorter than the time between two arrivals.
      this.#nextGap = () => 1;
      this.#nextMean = random.next();
    }
  }

  /**
   * Writes the next offsets from the start, µs, into target[from, to) and returns how many there
   * were; fewer than asked for means that the schedule has ended.
   */
  fill(target: Float64Array, from: number, to: number): number {
    let at = from;
    while (at < to) {
      const segment = this.#segments[this.#segmentIndex];
      if (segment === undefined) break;
      const mean = arrivalsOf(segment);
      const within = this.#nextMean - this.#segmentStartMean;
      if (within >= mean) {
        this.#segmentIndex += 1;
        this.#segmentStartUs += segment.durationUs;
        this.#segmentStartMean += mean;
        continue;
      }
      if (this.#part === undefined || owns(this.#part, this.#number)) {
        target[at] = this.#segmentStartUs + offsetInSegmentUs(segment, within);
        at += 1;
      }
      this.#number += 1;
      this.#nextMean += this.#nextGap();
    }
    return at - from;
  }
}

function assertSegment(segment: RateSegment): void {
  const isRight =
    Number.isFinite(segment.durationUs) &&
    segment.durationUs > 0 &&
    Number.isFinite(segment.startRps) &&
    segment.startRps >= 0 &&
    Number.isFinite(segment.endRps) &&
    segment.endRps >= 0;
  if (!isRight) throw new Error('a rate segment needs a duration above 0 and rates of 0 or more');
}

/** Time at which the cumulative rate of a segment reaches a number of arrivals, µs. */
function offsetInSegmentUs(segment: RateSegment, arrivals: number): number {
  const durationS = segment.durationUs / 1e6;
  const slope = (segment.endRps - segment.startRps) / durationS;
  // Solves start·t + slope·t²/2 = arrivals; this form of the root also holds where the slope is 0.
  const root = Math.sqrt(Math.max(0, segment.startRps ** 2 + 2 * slope * arrivals));
  const offsetS = arrivals === 0 ? 0 : (2 * arrivals) / (segment.startRps + root);
  return Math.min(offsetS * 1e6, segment.durationUs);
}

/** Seed of the schedule of one slice, mixed so that neighbouring ordinals have unrelated streams. */
export function sliceSeed(sessionSeed: number, sliceOrdinal: number): number {
  let mixed =
    Math.imul(sessionSeed ^ 0x9e3779b9, 0x85ebca6b) ^ Math.imul(sliceOrdinal + 1, 0xc2b2ae35);
  mixed = Math.imul(mixed ^ (mixed >>> 16), 0x7feb352d);
  mixed = Math.imul(mixed ^ (mixed >>> 15), 0x846ca68b);
  return mixed ^ (mixed >>> 16);
}
