// Users of a closed loop who pause between an answer and their next request.
import { createRandom } from '../../../scenarios/random.ts';
import type { ClosedLoad, GeneratorPart } from '../driver.ts';
import { toWholeNumber } from '../parts/part.ts';
import type { Connection } from './connection.ts';
import { sliceSeed } from './schedule.ts';

export interface ThinkTimes {
  /** What is left of the pause in which a slice meets the user, ms: users never all start at once. */
  drawFirstMs(user: number): number;
  /** The pause after an answer, ms. */
  drawMs(user: number): number;
}

/**
 * Pauses of one slice's users; undefined where the load has none.
 * @param load that of the part, whose users pause as they would if there were no parts
 */
export function createThinkTimes(
  load: ClosedLoad,
  seed: number,
  part: GeneratorPart | undefined,
): ThinkTimes | undefined {
  const { thinkTimeMs: meanMs = 0, thinkTimes = 'exponential', connections } = load;
  if (!(meanMs > 0)) return undefined;
  const users = Array.from({ length: connections }, (_, user) => {
    const random = createRandom(
      sliceSeed(seed, part === undefined ? user : toWholeNumber(part, user)),
    );
    return () => random.next();
  });
  const draw = (user: number) => users[user]?.() ?? 0;
  const drawExponentialMs = (user: number) => -meanMs * Math.log1p(-draw(user));
  return thinkTimes === 'exponential'
    ? // What is left of an exponential pause is as long as a whole one.
      { drawFirstMs: drawExponentialMs, drawMs: drawExponentialMs }
    : { drawFirstMs: (user) => meanMs * draw(user), drawMs: () => meanMs };
}

export interface UserPauses {
  /** Puts a user into the rest of a pause. */
  begin(connection: Connection, user: number): void;
  /** A user has an answer, or none, and pauses. */
  pause(connection: Connection): void;
  isPausing(connection: Connection): boolean;
  /** Lets go of all pauses; nobody is woken any more. */
  end(): void;
}

/**
 * Timers are whole milliseconds, which no latency notices: in a closed loop it begins at the send.
 * @param wake called when a pause is over
 */
export function createUserPauses(
  thinkTimes: ThinkTimes,
  wake: (connection: Connection) => void,
): UserPauses {
  const users = new Map<Connection, number>();
  const timers = new Map<Connection, NodeJS.Timeout>();

  function start(connection: Connection, pauseMs: number): void {
    const timer = setTimeout(() => {
      timers.delete(connection);
      wake(connection);
    }, pauseMs);
    timers.set(connection, timer);
  }

  return {
    begin(connection, user) {
      users.set(connection, user);
      start(connection, thinkTimes.drawFirstMs(user));
    },
    pause(connection) {
      start(connection, thinkTimes.drawMs(users.get(connection) ?? 0));
    },
    isPausing: (connection) => timers.has(connection),
    end() {
      for (const timer of timers.values()) clearTimeout(timer);
      timers.clear();
    },
  };
}
