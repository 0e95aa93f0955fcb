// Ending in order: the signals that ask for it, and the time that it may take.

/** Resolves at the first SIGTERM or SIGINT; further ones change nothing. */
export function onceAskedToClose(): Promise<void> {
  return new Promise((resolve) => {
    for (const signal of ['SIGTERM', 'SIGINT'] as const) process.on(signal, () => resolve());
  });
}

/** True where the work was done within the time limit. */
export async function raceWithTimeLimit(work: Promise<void>, limitMs: number): Promise<boolean> {
  const { promise, resolve } = Promise.withResolvers<boolean>();
  const timer = setTimeout(resolve, limitMs, false);
  try {
    return await Promise.race([work.then(() => true), promise]);
  } finally {
    clearTimeout(timer);
  }
}
