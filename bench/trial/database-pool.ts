// The databases of a run's variants: made before anybody waits for them, dropped when nobody does, and
// neither while something is measured.
import type { PostgresServer } from '../services/postgres.ts';

export interface PreparedDatabase {
  readonly name: string;
  readonly url: string;
  /** Gives the database up; it is dropped later, at the latest when the pool settles. */
  release(): Promise<void>;
}

export interface DatabasePool {
  /** Begins to make a database; does nothing where it was begun before. */
  prepare(name: string, template: string | undefined): void;
  /** The database, as soon as it is there. @throws LoadstoneError POSTGRES_UNAVAILABLE */
  take(name: string, template: string | undefined): Promise<PreparedDatabase>;
  /**
   * Resolves when nothing is being made or dropped any more: from then on the server is at rest.
   * @throws LoadstoneError POSTGRES_UNAVAILABLE where one could not be dropped
   */
  settle(): Promise<void>;
  /** Drops all that was made and not taken, and waits for everything. */
  close(): Promise<void>;
}

/** Of a server that goes on while the pool is used; each database is in the undo journal before it is made. */
export function createDatabasePool(
  postgres: Pick<PostgresServer, 'cloneDatabase' | 'dropDatabase'>,
): DatabasePool {
  /** Made or being made, and not taken yet. */
  const waiting = new Map<string, Promise<string>>();
  const drops = new Set<Promise<void>>();
  let failure: { readonly thrown: unknown } | undefined;

  const begin = (name: string, template: string | undefined): Promise<string> => {
    const making = postgres.cloneDatabase(template, name);
    // Whoever takes it hears of the failure; one that nobody takes must not end the process.
    making.catch(() => {});
    waiting.set(name, making);
    return making;
  };
  const drop = (name: string): void => {
    const dropping = postgres
      .dropDatabase(name)
      .catch((thrown: unknown) => {
        failure ??= { thrown };
      })
      .finally(() => drops.delete(dropping));
    drops.add(dropping);
  };
  const settle = async (): Promise<void> => {
    await Promise.allSettled(waiting.values());
    await Promise.all(drops);
    const failed = failure;
    failure = undefined;
    if (failed !== undefined) throw failed.thrown;
  };
  return {
    prepare: (name, template) => {
      if (!waiting.has(name)) begin(name, template);
    },
    take: async (name, template) => {
      const making = waiting.get(name) ?? begin(name, template);
      try {
        return { name, url: await making, release: async () => drop(name) };
      } finally {
        waiting.delete(name);
      }
    },
    settle,
    close: async () => {
      const left = [...waiting];
      waiting.clear();
      const made = await Promise.allSettled(left.map(([, making]) => making));
      for (const [index, outcome] of made.entries()) {
        const name = left[index]?.[0];
        if (outcome.status === 'fulfilled' && name !== undefined) drop(name);
      }
      await settle();
    },
  };
}
