// What the requests of a scenario cost PostgreSQL: statements, buffers and time, by pg_stat_statements.
import type pg from 'pg';
import type { Scenario, ScenarioResponse } from '../../scenarios/model.ts';
import { withClient } from '../../server/database/scratch-database.fixture.ts';
import type { CrmApp } from '../../server/services.ts';

export interface StatementCost {
  readonly text: string;
  readonly executions: number;
  /** Blocks of 8 kB that were looked at, in memory or read from disk. */
  readonly buffers: number;
  readonly totalMs: number;
}

async function readCosts(client: pg.Client, database: string): Promise<readonly StatementCost[]> {
  const { rows } = await client.query<Record<keyof StatementCost, string>>(
    `SELECT query AS text, sum(calls) AS executions, sum(total_exec_time) AS "totalMs",
       sum(shared_blks_hit + shared_blks_read) AS buffers
     FROM pg_stat_statements JOIN pg_database d ON d.oid = dbid WHERE datname = $1 AND query NOT LIKE 'REFRESH %'
     GROUP BY 1 ORDER BY 3 DESC`,
    [database],
  );
  return rows.map(({ text, executions, buffers, totalMs }) => ({
    text,
    executions: Number(executions),
    buffers: Number(buffers),
    totalMs: Number(totalMs),
  }));
}

/** A service, its database, and another database of the same server, in which the extension is made. */
export interface CostTarget {
  readonly app: CrmApp;
  readonly database: string;
  readonly postgresUrl: string;
}

/**
 * Sends the first requests of a scenario, one after the other, and gives what the statements of that database cost
 * meanwhile, those that took longest first; what a service does by the clock, refreshing a view, is left out.
 * @param seed one that the database has not seen: orders have their keys by it
 * @throws Error where an answer has a status that its route does not expect
 */
export async function measureCost(
  scenario: Scenario,
  { app, database, postgresUrl }: CostTarget,
  { requests, seed }: { requests: number; seed: number },
): Promise<readonly StatementCost[]> {
  const data: unknown = (await app.inject('/population')).json();
  const source = scenario.createSource({ seed, data });
  return withClient(postgresUrl, async (client) => {
    await client.query('CREATE EXTENSION IF NOT EXISTS pg_stat_statements');
    await client.query(
      'SELECT pg_stat_statements_reset(0, oid, 0) FROM pg_database WHERE datname = $1',
      [database],
    );
    for (let turn = 0; turn < requests; turn += 1) await sendNext(app, scenario, source);
    return readCosts(client, database);
  });
}

async function sendNext(
  app: CrmApp,
  scenario: Scenario,
  source: ReturnType<Scenario['createSource']>,
): Promise<void> {
  const request = source.next();
  const { method, path, headers = {}, body } = request;
  const answer = await app.inject({
    ...{ method, url: path, headers },
    ...(body !== undefined && { payload: body }),
  });
  const response: ScenarioResponse = { statusCode: answer.statusCode, body: answer.body };
  source.observe?.(request, response);
  if (scenario.routes[request.route]?.expectedStatuses.includes(answer.statusCode) !== true) {
    throw new Error(`${method} ${path} answered ${answer.statusCode}: ${answer.body}`);
  }
}

/** The sum of a figure over all statements. */
export function sumUp(
  costs: readonly StatementCost[],
  figure: 'executions' | 'buffers' | 'totalMs',
): number {
  return costs.reduce((sum, cost) => sum + cost[figure], 0);
}
