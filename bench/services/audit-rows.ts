// What is in the data after an episode, for the audit: read with the SQL of the config, or as a service without PostgreSQL answers.
import pg from 'pg';
import type { AuditReadings } from '../measurement/fault-records.ts';
import type { ResolvedAudit } from '../spec/experiment.ts';
import { buildClientAddress } from './postgres-client.ts';

const timeoutMs = 60_000;

type Row = Readonly<Record<string, unknown>>;

/**
 * Reads the rows in one snapshot, so that they fit each other.
 * @throws Error with the name of the query that PostgreSQL refused, or whose rows are not of the right form
 */
export async function readAuditRows(
  databaseUrl: string,
  { operations, versions, invariants }: ResolvedAudit,
): Promise<AuditReadings> {
  const client = new pg.Client({
    ...{ ...buildClientAddress(databaseUrl), application_name: 'loadstone' },
    ...{ connectionTimeoutMillis: 10_000, query_timeout: timeoutMs, statement_timeout: timeoutMs },
  });
  client.on('error', () => {});
  await client.connect();
  const ask = async (name: string, text: string): Promise<readonly Row[]> => {
    try {
      return (await client.query<Row>(text)).rows;
    } catch (cause) {
      const why = cause instanceof Error ? cause.message : String(cause);
      throw new Error(`faults.audit.${name} was refused: ${why}`, { cause });
    }
  };
  try {
    await client.query('BEGIN TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY');
    const found = operations === undefined ? [] : await ask('operations', operations);
    const current = versions === undefined ? undefined : await ask('versions', versions);
    const broken: { readonly name: string; readonly violations: number }[] = [];
    for (const { name, sql } of invariants)
      broken.push({ name, violations: (await ask(`invariants.${name}`, sql)).length });
    return {
      operations: found.map(toOperation),
      versions: current && new Map(current.map(toVersion)),
      invariants: broken,
    };
  } finally {
    await client.end().catch(() => {});
  }
}

function toOperation(row: Row): AuditReadings['operations'][number] {
  const { operation_id: operationId, amount } = row;
  if (typeof operationId !== 'string')
    throw new Error('faults.audit.operations gives no text column operation_id');
  return {
    operationId,
    amount: amount === null || amount === undefined ? undefined : Number(amount),
  };
}

function toVersion({ entity, version }: Row): readonly [string, number] {
  if (typeof entity !== 'string' || !Number.isFinite(Number(version)))
    throw new Error('faults.audit.versions gives no text column entity with a number version');
  return [entity, Number(version)];
}

interface Answer {
  readonly operations?: readonly { readonly operationId?: unknown; readonly amount?: unknown }[];
  readonly versions?: Readonly<Record<string, unknown>>;
  readonly invariants?: Readonly<Record<string, unknown>>;
}

/**
 * @param body `{ operations: [{ operationId, amount? }], versions?: { entity: version }, invariants?: { name: violations } }`
 * @throws Error with what is not of that form
 */
export function readAuditAnswer(body: string): AuditReadings {
  const answer: Answer | null = parse(body);
  if (answer === null || !Array.isArray(answer.operations))
    throw new Error('the audit answer has no list `operations`');
  return {
    operations: answer.operations.map(({ operationId, amount }, index) => {
      if (typeof operationId !== 'string')
        throw new Error(`operations[${index}] of the audit answer has no text operationId`);
      return { operationId, amount: typeof amount === 'number' ? amount : undefined };
    }),
    versions: answer.versions && new Map(toNumbers(answer.versions, 'versions')),
    invariants: toNumbers(answer.invariants ?? {}, 'invariants').map(([name, violations]) => ({
      name,
      violations,
    })),
  };
}

function parse(body: string): Answer | null {
  try {
    return JSON.parse(body) as Answer | null;
  } catch {
    throw new Error('the audit answer is not JSON');
  }
}

function toNumbers(
  table: Readonly<Record<string, unknown>>,
  name: string,
): readonly (readonly [string, number])[] {
  return Object.entries(table).map(([key, value]) => {
    if (typeof value !== 'number')
      throw new Error(`${name}.${key} of the audit answer is no number`);
    return [key, value] as const;
  });
}
