// A ratio with its interval along an axis: a dot on a line with ends, hollow where it may be nothing.
import type { RatioInterval } from '../../document/result.ts';
import type { DrawnRatio } from '../../figures/ratio-span.ts';
import { html, type Markup, px } from '../markup.ts';
import type { Axis } from './axis.ts';
import { fillOf, type Look, strokeOf } from './hue.ts';

type Direction = 'across' | 'up';

/** Path of the line with its ends, and where its dot stands along the axis. */
export interface DrawnInterval {
  readonly path: string;
  readonly dot: number;
}

/**
 * Drawn `across` at height `at`, or `up` at the distance `at` from the left. What lies beyond the axis is
 * cut off there and ends in an arrow.
 */
export function drawInterval(
  { ratio, ratioLower, ratioUpper }: RatioInterval,
  axis: Axis,
  direction: Direction,
  at: number,
): DrawnInterval {
  const [from, to] = [placeOnAxis(ratioLower, axis), placeOnAxis(ratioUpper, axis)];
  const isAcross = direction === 'across';
  const line = isAcross ? `M${px(from)} ${px(at)}H${px(to)}` : `M${px(at)} ${px(from)}V${px(to)}`;
  const ends = [ratioLower, ratioUpper].map((bound) => {
    const end = placeOnAxis(bound, axis);
    const beyond = 5 * Math.sign(end - axis.position(bound));
    if (beyond === 0)
      return isAcross ? `M${px(end)} ${px(at - 4)}v8` : `M${px(at - 4)} ${px(end)}h8`;
    return isAcross
      ? `M${px(end + beyond)} ${px(at - 4)}L${px(end)} ${px(at)}L${px(end + beyond)} ${px(at + 4)}`
      : `M${px(at - 4)} ${px(end + beyond)}L${px(at)} ${px(end)}L${px(at + 4)} ${px(end + beyond)}`;
  });
  return { path: [line, ...ends].join(''), dot: placeOnAxis(ratio, axis) };
}

/** Pixels along the axis; at its end what lies beyond. */
export function placeOnAxis(value: number, axis: Axis): number {
  const [first, last] = [Math.min(axis.start, axis.end), Math.max(axis.start, axis.end)];
  return Math.min(last, Math.max(first, axis.position(value)));
}

/** The interval with its dot, as markup. */
export function renderWhisker(
  interval: RatioInterval,
  axis: Axis,
  direction: Direction,
  at: number,
  look: Look,
  isHollow: boolean,
): Markup {
  const solid = { ...look, isDashed: false };
  const { path, dot } = drawInterval(interval, axis, direction, at);
  const [x, y] = direction === 'across' ? [dot, at] : [at, dot];
  return html`<path ${strokeOf(solid)} stroke-width="2" fill="none" d="${path}"/>${renderDot(x, y, look, isHollow)}`;
}

/** Hollow where it may be nothing. */
export function renderDot(x: number, y: number, look: Look, isHollow: boolean): Markup {
  const place = html`cx="${px(x)}" cy="${px(y)}" r="4.5"`;
  return isHollow
    ? html`<circle ${place} ${strokeOf({ ...look, isDashed: false })} stroke-width="2" fill="#ffffff" data-hollow=""/>`
    : html`<circle ${place} ${fillOf(look)}/>`;
}

/** Where there is no interval the dot stands alone. */
export function findInterval({
  ratio,
  ratioLower,
  ratioUpper,
}: DrawnRatio): RatioInterval | undefined {
  if (ratio === null || ratio <= 0) return undefined;
  const hasInterval = ratioLower !== null && ratioUpper !== null && ratioLower > 0;
  return hasInterval
    ? { ratio, ratioLower, ratioUpper }
    : { ratio, ratioLower: ratio, ratioUpper: ratio };
}
