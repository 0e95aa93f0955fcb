// One timer that is set to a moment of the flow's own clock, again and again.

export interface Alarm {
  /** Calls back at this time of the clock, instead of that set before; `never` calls nobody. */
  set(atMs: number): void;
}

export const never = Number.POSITIVE_INFINITY;

/** The longest time that a timer of Node can be set to, ms. */
const maxTimerMs = 2_147_483_647;

/**
 * Makes an alarm that is not set.
 * @param onTime may come a fraction of a millisecond early, as timers do; it then sets the same time again
 */
export function createAlarm(onTime: () => void, readNowMs: () => number): Alarm {
  let timer: NodeJS.Timeout | undefined;
  let setToMs = never;
  return {
    set(atMs) {
      if (atMs === setToMs) return;
      clearTimeout(timer);
      setToMs = atMs;
      if (atMs === never) return;
      const waitMs = Math.min(maxTimerMs, Math.ceil(atMs - readNowMs()));
      timer = setTimeout(() => {
        setToMs = never;
        onTime();
      }, waitMs);
    },
  };
}
