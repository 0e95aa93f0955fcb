// Which processes of this machine are a PostgreSQL server and its backends.
import { readFileSync } from 'node:fs';
import { parseBootTimeS } from '../probes/proc-files.ts';
import { readProcess } from '../probes/processes.ts';
import type { PostgresAdmin } from './postgres-admin.ts';

export interface Backend {
  readonly pid: number;
  readonly database: string;
}

/** Tolerance when comparing the start of a backend by /proc and by PostgreSQL, s. */
const startToleranceS = 2;

/**
 * Pid of the postmaster of a given server, found as the parent of our own backend. Undefined where
 * the server is elsewhere: in a container the same pid may be another program's here, so name and
 * start time of the process must agree with what the server says.
 */
export async function findPostmaster(admin: PostgresAdmin): Promise<number | undefined> {
  const rows = await admin.query<{ pid: number; startedAtS: number }>(
    `SELECT pid, extract(epoch FROM backend_start)::float8 AS "startedAtS"
     FROM pg_stat_activity WHERE pid = pg_backend_pid()`,
  );
  const own = rows[0];
  const stat = own === undefined ? undefined : readProcess(own.pid);
  if (own === undefined || stat === undefined || !stat.command.startsWith('postgres')) {
    return undefined;
  }
  const bootTimeS = parseBootTimeS(readFileSync('/proc/stat', 'utf8'));
  if (bootTimeS === undefined) return undefined;
  const startedAtS = bootTimeS + stat.startTicks / 100;
  return Math.abs(startedAtS - own.startedAtS) <= startToleranceS ? stat.parentPid : undefined;
}

/** Backends of clients and their parallel workers by database; our own are left out. */
export async function listBackends(admin: PostgresAdmin): Promise<readonly Backend[]> {
  const rows = await admin.query<{ pid: number; database: string }>(
    `SELECT pid, datname AS database FROM pg_stat_activity
     WHERE datname IS NOT NULL AND application_name <> 'loadstone'
       AND backend_type IN ('client backend', 'parallel worker')`,
  );
  return rows;
}

/**
 * The one checkpointer of a server, which is another one after every start; undefined where the user may not see it.
 * A server starts anew by itself, with the same postmaster, when one of its processes is killed.
 */
export async function readIncarnation(admin: PostgresAdmin): Promise<string | undefined> {
  const rows = await admin.query<{ pid: number; startedAt: string }>(
    `SELECT pid, backend_start::text AS "startedAt" FROM pg_stat_activity
     WHERE backend_type = 'checkpointer' AND backend_start IS NOT NULL`,
  );
  return rows[0] && `${rows[0].pid} ${rows[0].startedAt}`;
}
