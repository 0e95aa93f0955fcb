// What a process does that is in the process group of the harness and is ended by it in order.

/** Ctrl-C and the end of a terminal reach the whole group; a generator that ended by itself would void its group. */
export function leaveSignalsToParent(): void {
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => {});
}
