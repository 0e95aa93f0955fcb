// Moments in which nothing is measured: what can wait for one is done then.

export interface QuietMoments {
  /** Does it at the next quiet moment, at the latest after `mostWaitMs`. */
  next<Result>(act: () => Result): Promise<Result>;
  /** A quiet moment is here. */
  pass(): void;
}

/** Slices shorter than this are never disturbed by somebody who opens the page. */
const mostWaitMs = 300;

export function createQuietMoments(): QuietMoments {
  const waiting = new Set<() => void>();
  return {
    next: (act) =>
      new Promise((resolve, reject) => {
        const run = () => {
          clearTimeout(timer);
          waiting.delete(run);
          try {
            resolve(act());
          } catch (thrown) {
            reject(thrown);
          }
        };
        const timer = setTimeout(run, mostWaitMs);
        waiting.add(run);
      }),
    pass: () => {
      for (const run of [...waiting]) run();
    },
  };
}
