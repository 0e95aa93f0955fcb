// Which users of a closed loop are pausing, and the timers that end their pauses.
import type { Connection } from './connection.ts';
import type { ThinkTimes } from './think-times.ts';

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
