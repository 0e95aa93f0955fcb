// Divides the connections to PostgreSQL over the workers, so that their sum stays what was asked for.

/** Connections of the worker in a slot (from 0); at least 1, even where there are fewer than workers. */
export function sharePool(poolSize: number, workers: number, slot: number): number {
  const rest = poolSize % workers;
  return Math.max(1, Math.floor(poolSize / workers) + (slot < rest ? 1 : 0));
}
