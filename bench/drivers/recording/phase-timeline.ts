// What happened in each second of one phase; past the most intervals neighbours become one.
import { CoarseHistogram } from '../../measurement/coarse-histogram.ts';
import type { IntervalMeasurement } from '../driver.ts';

/** Ten minutes of single seconds; as many memory pages as that has at most, whatever the load time. */
export const mostIntervals = 600;
const firstIntervalMs = 1_000;

/** Counts and latencies of one interval while it is recorded. */
export interface Interval {
  loadMs: number;
  succeeded: number;
  failed: number;
  timedOut: number;
  dropped: number;
  readonly successLatency: CoarseHistogram;
  readonly failureLatency: CoarseHistogram;
  readonly serviceTime: CoarseHistogram;
  readonly sendLateness: CoarseHistogram;
}

export interface PhaseTimelineOptions {
  readonly phase: string;
  /** False in a closed loop, where it is the latency. */
  readonly keepsServiceTime: boolean;
  /** False where the lateness of sends is not known. */
  readonly keepsLateness: boolean;
}

/** Intervals of one phase on the load time of its trial. */
export class PhaseTimeline {
  readonly #options: PhaseTimelineOptions;
  #intervalMs = firstIntervalMs;
  #intervals = new Map<number, Interval>();
  /** The one looked up last, which the next request mostly belongs to as well. */
  #lastIndex = -1;
  #last: Interval = createInterval();

  constructor(options: PhaseTimelineOptions) {
    this.#options = options;
  }

  /** Makes the intervals of a window, so that a second of load in which nothing was asked is there too. */
  cover(fromMs: number, toMs: number): void {
    for (let atMs = fromMs; atMs < toMs; ) {
      const interval = this.at(atMs);
      // Read after the look-up, which may have made intervals longer.
      const endMs = (Math.floor(atMs / this.#intervalMs) + 1) * this.#intervalMs;
      const untilMs = Math.min(endMs, toMs);
      interval.loadMs += untilMs - atMs;
      atMs = untilMs;
    }
  }

  /** The interval that a load time lies in, valid until the next call of `at` or `cover`. */
  at(loadTimeMs: number): Interval {
    const index = Math.floor(loadTimeMs / this.#intervalMs);
    return index === this.#lastIndex ? this.#last : this.#find(index, loadTimeMs);
  }

  /** By start. */
  measure(): readonly IntervalMeasurement[] {
    const { phase, keepsServiceTime, keepsLateness } = this.#options;
    return [...this.#intervals]
      .sort(([a], [b]) => a - b)
      .map(([index, interval]) => ({
        ...{ startMs: index * this.#intervalMs, intervalMs: this.#intervalMs, phase },
        // To the µs: sums of fractions have long tails of digits.
        loadMs: Math.round(interval.loadMs * 1_000) / 1_000,
        succeeded: interval.succeeded,
        failed: interval.failed,
        timedOut: interval.timedOut,
        dropped: interval.dropped,
        successLatency: interval.successLatency.encode(),
        failureLatency: interval.failureLatency.encode(),
        serviceTime: keepsServiceTime ? interval.serviceTime.encode() : undefined,
        sendLateness: keepsLateness ? interval.sendLateness.encode() : undefined,
      }));
  }

  #find(index: number, loadTimeMs: number): Interval {
    let interval = this.#intervals.get(index);
    if (interval === undefined) {
      interval = createInterval();
      this.#intervals.set(index, interval);
      if (this.#intervals.size > mostIntervals) {
        this.#widen();
        return this.at(loadTimeMs);
      }
    }
    this.#lastIndex = index;
    this.#last = interval;
    return interval;
  }

  /** Doubles the interval until enough neighbours have become one. */
  #widen(): void {
    while (this.#intervals.size > mostIntervals) {
      const wider = new Map<number, Interval>();
      for (const [index, interval] of this.#intervals) {
        const half = Math.floor(index / 2);
        const there = wider.get(half);
        if (there === undefined) wider.set(half, interval);
        else addInterval(there, interval);
      }
      this.#intervals = wider;
      this.#intervalMs *= 2;
    }
    this.#lastIndex = -1;
  }
}

function createInterval(): Interval {
  return {
    ...{ loadMs: 0, succeeded: 0, failed: 0, timedOut: 0, dropped: 0 },
    successLatency: new CoarseHistogram(),
    failureLatency: new CoarseHistogram(),
    serviceTime: new CoarseHistogram(),
    sendLateness: new CoarseHistogram(),
  };
}

function addInterval(sum: Interval, other: Interval): void {
  sum.loadMs += other.loadMs;
  sum.succeeded += other.succeeded;
  sum.failed += other.failed;
  sum.timedOut += other.timedOut;
  sum.dropped += other.dropped;
  sum.successLatency.add(other.successLatency);
  sum.failureLatency.add(other.failureLatency);
  sum.serviceTime.add(other.serviceTime);
  sum.sendLateness.add(other.sendLateness);
}
