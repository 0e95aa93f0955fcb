// Curves and bands over two axes.
import { area, line } from 'd3-shape';
import { px } from '../markup.ts';
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

/** Path data of the area between `low` and `high`, in steps from point to point: it is the longest of a page. */
export function drawBand(points: readonly CurvePoint[], x: Axis, y: Axis): string {
  const draw = area<CurvePoint>()
    .x((point) => x.position(point.x))
    .y0((point) => y.position(point.low))
    .y1((point) => y.position(point.high))
    .digits(1);
  return toSteps(draw(points) ?? '');
}

/** The same with `l` in place of `L`: differences of rounded places, so that nothing drifts. */
function toSteps(path: string): string {
  let [atX, atY] = [0, 0];
  return path.replace(/([ML])([-\d.]+),([-\d.]+)/g, (_, command: string, x: string, y: string) => {
    const [dx, dy] = [shorten(Number(x) - atX), shorten(Number(y) - atY)];
    [atX, atY] = [Number(x), Number(y)];
    return command === 'M' ? `M${x},${y}` : `l${dx}${dy.startsWith('-') ? '' : ' '}${dy}`;
  });
}

/** At most one decimal, no zero before it: `-.3`. */
function shorten(difference: number): string {
  return px(difference).replace(/^(-?)0\./, '$1.');
}
