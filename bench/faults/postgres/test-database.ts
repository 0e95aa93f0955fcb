// A variant's database on a real PostgreSQL, for the tests of its faults.
import { chmodSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import { expect, onTestFinished } from 'vitest';
import { openJournal } from '../../services/journal.ts';
import { type JournalEntry, journalFolder, readJournalFiles } from '../../services/journal-file.ts';
import { type PostgresServer, startPostgres } from '../../services/postgres.ts';
import type { RunningService } from '../../target/running-service.ts';
import type { AppliedFault, Fault, FaultSurroundings } from '../fault.ts';
import { withSession } from './session.ts';

export interface TestDatabase {
  readonly server: PostgresServer;
  readonly surroundings: FaultSurroundings;
  /** Makes the variant's database anew, with two tables and their indexes. */
  reset(): Promise<void>;
  /** A client as the service has one; its failures are ignored. */
  connect(): Promise<pg.Client>;
  /** Checks that the fault can be done and applies it; heals it at the end of the test in any case. */
  apply(fault: Fault): Promise<AppliedFault>;
  listNoted(kind: JournalEntry['kind']): readonly JournalEntry[];
  stop(): Promise<void>;
}

const schemaSql = `
  CREATE TABLE orders (id int PRIMARY KEY, customer int, code text UNIQUE);
  INSERT INTO orders SELECT n, n % 10, 'code ' || n FROM generate_series(1, 2000) n;
  CREATE INDEX orders_customer ON orders (customer) WHERE id > 0;
  CREATE INDEX "Orders code" ON orders (lower(code));
  CREATE UNIQUE INDEX orders_both ON orders (id, code);
  CREATE TABLE notes (id int);
  ANALYZE`;

/** @param url undefined for the embedded server, with few connections */
export async function startTestDatabase(url?: string): Promise<TestDatabase> {
  const stateDir = mkdtempSync(join(tmpdir(), 'loadstone-faults-postgres-'));
  chmodSync(stateDir, 0o755);
  const journal = openJournal(stateDir);
  const settings = { max_connections: '25', shared_buffers: '16MB' };
  const server = await startPostgres({ url, settings, stateDir, cpus: undefined, journal });
  const database = `loadstone_run_faults_${process.pid}`;
  const connect = async () => {
    const client = new pg.Client({ connectionString: server.buildDatabaseUrl(database) });
    client.on('error', () => {});
    await client.connect();
    onTestFinished(() => client.connection.stream.destroy() && undefined);
    return client;
  };
  const surroundings: FaultSurroundings = {
    ...{ postgres: server, database, journal, service: {} as RunningService, redis: undefined },
    ...{ proxies: undefined, agentFolder: undefined, serviceCpus: undefined },
  };
  return {
    server,
    surroundings,
    async reset() {
      await server.dropDatabase(database);
      await server.cloneDatabase(undefined, database);
      // Not as a client of the variant, whose backend might still be on its way out.
      await withSession(server, database, (session) => session.query(schemaSql));
    },
    connect,
    async apply(fault) {
      expect(await fault.check(surroundings)).toBeUndefined();
      const applied = await fault.apply(surroundings);
      onTestFinished(() => applied.heal());
      return applied;
    },
    listNoted: (kind) =>
      readJournalFiles(stateDir).flatMap((file) =>
        file.entries.filter((entry) => entry.kind === kind),
      ),
    async stop() {
      await server.dropDatabase(database);
      await server.stop();
      journal.close();
      expect(readdirSync(journalFolder(stateDir))).toEqual([]);
      rmSync(stateDir, { recursive: true });
    },
  };
}
