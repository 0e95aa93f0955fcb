// A ratio with its interval along an axis: a dot on a line with ends, hollow where it may be nothing.
import type { RatioInterval } from '../../schema/result.ts';
import { html, type Markup, px } from '../markup.ts';
import type { Axis } from './axis.ts';
import { fillOf, type Look, strokeOf } from './hue.ts';

/**
 * Drawn `across` at height `at`, or `up` at the distance `at` from the left. What lies beyond the axis is
 * cut off there and ends in an arrow.
 */
export function renderWhisker(
  { ratio, ratioLower, ratioUpper }: RatioInterval,
  axis: Axis,
  direction: 'across' | 'up',
  at: number,
  look: Look,
  isHollow: boolean,
): Markup {
  const solid = { ...look, isDashed: false };
  const [first, last] = [Math.min(axis.start, axis.end), Math.max(axis.start, axis.end)];
  const place = (value: number) => Math.min(last, Math.max(first, axis.position(value)));
  const [from, to] = [place(ratioLower), place(ratioUpper)];
  const line =
    direction === 'across'
      ? `M${px(from)} ${px(at)}H${px(to)}`
      : `M${px(at)} ${px(from)}V${px(to)}`;
  const ends = [ratioLower, ratioUpper].map((bound) => {
    const end = place(bound);
    const beyond = 5 * Math.sign(end - axis.position(bound));
    return direction === 'across'
      ? `M${px(end + beyond)} ${px(at - 4)}L${px(end)} ${px(at)}L${px(end + beyond)} ${px(at + 4)}`
      : `M${px(at - 4)} ${px(end + beyond)}L${px(at)} ${px(end)}L${px(at + 4)} ${px(end + beyond)}`;
  });
  const [x, y] = direction === 'across' ? [place(ratio), at] : [at, place(ratio)];
  const dot = html`cx="${px(x)}" cy="${px(y)}" r="4.5"`;
  return html`<path ${strokeOf(solid)} stroke-width="2" fill="none" d="${[line, ...ends].join('')}"/>${
    isHollow
      ? html`<circle ${dot} ${strokeOf(solid)} stroke-width="2" fill="#ffffff" data-hollow=""/>`
      : html`<circle ${dot} ${fillOf(look)}/>`
  }`;
}
