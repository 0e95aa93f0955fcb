// Pages that a browser visited under load: what a result document holds of one of them.
import Type from 'typebox';
import { amount, count, name, orNull, ratio, text, timeMs, type ValueOf, words } from './parts.ts';

/** One page of one variant; times are the median over the groups of each group's median visit, null where there is none. */
export const PageResult = Type.Object({
  page: name,
  /** `first` with an empty cache; `repeat` with what the browser has kept. */
  view: words('first', 'repeat'),
  /** Of all groups. */
  visits: count,
  failed: count,
  /** Navigation to the selector of the config in a painted frame. */
  readyUs: orNull(amount),
  /** As web-vitals defines them; INP of the interaction of the config. */
  lcpUs: orNull(amount),
  ttfbUs: orNull(amount),
  inpUs: orNull(amount),
  clsScore: orNull(amount),
  /** Over the network with headers: 0 for what the browser had, about 300 for what it asked and still had. */
  transferBytes: orNull(amount),
  requests: orNull(amount),
  /** T of Apdex, ms. */
  satisfiedMs: timeMs,
  /** Of all visits, over the time until the page shows. */
  apdex: orNull(ratio),
  frustratedRatio: orNull(ratio),
  /** Why visits failed, most frequent first, at most 10. */
  failureReasons: Type.Array(Type.Object({ reason: text, count }), { maxItems: 10 }),
});
export type PageResult = ValueOf<typeof PageResult>;
