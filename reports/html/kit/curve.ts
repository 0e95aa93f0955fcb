// Curves and bands over two axes.
import { area, line } from 'd3-shape';
import type { Axis } from './axis.ts';

/** A point of a curve; `low` and `high` bound the band. */
export interface CurvePoint {
  readonly x: number;
  readonly y: number;
  readonly low: number;
  readonly high: number;
}

/** Path data of the line, with at most one decimal. */
export function drawCurve(points: readonly CurvePoint[], x: Axis, y: Axis): string {
  const draw = line<CurvePoint>()
    .x((point) => x.position(point.x))
    .y((point) => y.position(point.y))
    .digits(1);
  return draw(points) ?? '';
}

/** Path data of the area between `low` and `high`. */
export function drawBand(points: readonly CurvePoint[], x: Axis, y: Axis): string {
  const draw = area<CurvePoint>()
    .x((point) => x.position(point.x))
    .y0((point) => y.position(point.low))
    .y1((point) => y.position(point.high))
    .digits(1);
  return draw(points) ?? '';
}
