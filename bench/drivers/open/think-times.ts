// Pauses of the users of a closed loop, seeded: user k pauses alike under every variant.
import { createRandom } from '../../../scenarios/random.ts';
import type { ClosedLoad } from '../driver.ts';
import { sliceSeed } from './schedule.ts';

export interface ThinkTimes {
  /** What is left of the pause in which a slice meets the user, ms: users never all start at once. */
  drawFirstMs(user: number): number;
  /** The pause after an answer, ms. */
  drawMs(user: number): number;
}

/** Pauses of one slice's users; undefined where the load has none. */
export function createThinkTimes(load: ClosedLoad, seed: number): ThinkTimes | undefined {
  const { thinkTimeMs: meanMs = 0, thinkTimes = 'exponential', connections } = load;
  if (!(meanMs > 0)) return undefined;
  const users = Array.from({ length: connections }, (_, user) => {
    const random = createRandom(sliceSeed(seed, user));
    return () => random.next();
  });
  const draw = (user: number) => users[user]?.() ?? 0;
  const drawExponentialMs = (user: number) => -meanMs * Math.log1p(-draw(user));
  return thinkTimes === 'exponential'
    ? // What is left of an exponential pause is as long as a whole one.
      { drawFirstMs: drawExponentialMs, drawMs: drawExponentialMs }
    : { drawFirstMs: (user) => meanMs * draw(user), drawMs: () => meanMs };
}
