// Axes: where a value stands, and the ticks that people would write beside it.
import { ticks as linearTicks } from 'd3-array';
import { scaleLinear, scaleLog } from 'd3-scale';
import { formatPercentChange, formatTimes } from '../../figures/difference.ts';

interface Tick {
  readonly value: number;
  readonly label: string;
}

export interface Axis {
  /** Pixels along the axis. */
  position(value: number): number;
  readonly ticks: readonly Tick[];
  /** The span in pixels; `start` may lie beyond `end` for an axis that points up. */
  readonly start: number;
  readonly end: number;
}

export interface AxisPlan {
  readonly domain: readonly [number, number];
  readonly range: readonly [number, number];
  readonly format: (value: number) => string;
  /** Least distance between ticks in pixels. */
  readonly spacing: number;
}

/** Equal steps. */
export function buildLinearAxis(plan: AxisPlan): Axis {
  const { domain, range } = plan;
  const scale = scaleLinear([...domain], [...range]);
  const length = Math.abs(range[1] - range[0]);
  const count = Math.max(2, Math.min(8, Math.floor(length / plan.spacing)));
  const values = linearTicks(domain[0], domain[1], count);
  return finish(plan, scale, values);
}

/** Equal ratios; ticks at 1, 2 and 5 of each decade, or at decades only where those would crowd. */
export function buildLogAxis(plan: AxisPlan): Axis {
  const { domain, range } = plan;
  const scale = scaleLog([...domain], [...range]);
  const length = Math.abs(range[1] - range[0]);
  const room = Math.max(2, Math.floor(length / plan.spacing));
  const isClear = (a: number, b: number) => Math.abs(scale(a) - scale(b)) >= plan.spacing * 0.85;
  const candidates = [[1, 2, 5], [1, 3], [1]].map((steps) => listDecades(domain, steps));
  const fitting = candidates.find(
    (values) =>
      values.length <= room &&
      values.length >= 2 &&
      values.slice(1).every((value, index) => isClear(value, values[index] ?? 0)),
  );
  if (fitting !== undefined) return finish(plan, scale, fitting);
  // Less than half a decade: steps of equal size read better than none. They crowd towards the upper end.
  const kept: number[] = [];
  for (const value of linearTicks(domain[0], domain[1], Math.min(5, room))) {
    if (kept.every((other) => isClear(other, value))) kept.push(value);
  }
  return finish(plan, scale, kept);
}

function listDecades([low, high]: readonly [number, number], steps: readonly number[]): number[] {
  const values: number[] = [];
  for (let power = Math.floor(Math.log10(low)); power <= Math.ceil(Math.log10(high)); power += 1) {
    for (const step of steps) {
      const value = Number(`${step}e${power}`);
      if (value >= low * 0.999 && value <= high * 1.001) values.push(value);
    }
  }
  return values;
}

// In order of importance: the later ones are left out where they would crowd.
const percentileTicks = [0, 50, 90, 99, 99.9, 99.99, 99.999, 75, 95, 99.5, 99.95, 25, 99.995];

/**
 * Log-probability: equal steps from 90 to 99 to 99.9%, which gives the tail the room that it matters.
 * The least and the greatest percentile drawn are below 100.
 */
export function buildLogProbabilityAxis(
  [lowest, highest]: readonly [number, number],
  range: readonly [number, number],
  spacing: number,
): Axis {
  const depth = (percentile: number) => -Math.log10(1 - Math.min(percentile, highest) / 100);
  const scale = scaleLinear([depth(lowest), depth(highest)], [...range]);
  const position = (percentile: number) => scale(depth(percentile));
  const kept: number[] = [];
  for (const value of percentileTicks) {
    if (value < lowest || value > highest) continue;
    const clear = kept.every((other) => Math.abs(position(other) - position(value)) >= spacing);
    if (clear) kept.push(value);
  }
  kept.sort((a, b) => a - b);
  const ticks = kept.map((value) => ({ value, label: `p${value}` }));
  return { position, ticks, start: range[0], end: range[1] };
}

/** Ratios to a baseline on a log axis: `−50%`, `0%`, `2×`. */
export function buildRatioAxis(
  domain: readonly [number, number],
  range: readonly [number, number],
  spacing: number,
): Axis {
  const scale = scaleLog([...domain], [...range]);
  const wide = [0.1, 0.2, 0.5, 1, 2, 5, 10, 20, 50, 100, 1000];
  const narrow = [0.5, 0.6, 0.7, 0.8, 0.9, 1, 1.1, 1.2, 1.3, 1.5, 2];
  const values = domain[1] / domain[0] > 2.5 ? wide : narrow;
  const kept: number[] = [];
  // No difference first: it is the tick that everything is read against.
  for (const value of values.toSorted((a, b) => Math.abs(Math.log(a)) - Math.abs(Math.log(b)))) {
    if (value < domain[0] || value > domain[1]) continue;
    if (kept.every((other) => Math.abs(scale(other) - scale(value)) >= spacing)) kept.push(value);
  }
  kept.sort((a, b) => a - b);
  const isWide = values === wide;
  const label = (value: number) => {
    if (value === 1) return isWide ? '1×' : '0%';
    return isWide || value >= 2
      ? formatTimes(value).replace(/\.?0+×$/, '×')
      : formatPercentChange(value);
  };
  const ticks = kept.map((value) => ({ value, label: label(value) }));
  return { position: (value) => scale(value), ticks, start: range[0], end: range[1] };
}

function finish(plan: AxisPlan, scale: (value: number) => number, values: readonly number[]): Axis {
  return {
    position: (value) => scale(value),
    ticks: values.map((value) => ({ value, label: plan.format(value) })),
    start: plan.range[0],
    end: plan.range[1],
  };
}
