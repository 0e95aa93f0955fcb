// What is in the data after an episode, for the audit: read with the SQL of the config, or as a service without PostgreSQL answers.
import type { AuditReadings } from '../measurement/fault-records.ts';
import type { ResolvedAudit } from '../spec/experiment.ts';
import { readSnapshot } from './data-snapshot.ts';

type Row = Readonly<Record<string, unknown>>;

/**
 * Reads the rows in one snapshot, so that they fit each other.
 * @throws Error with the name of the query that PostgreSQL refused, or whose rows are not of the right form
 */
export async function readAuditRows(
  databaseUrl: string,
  { operations, versions, invariants }: ResolvedAudit,
): Promise<AuditReadings> {
  return await readSnapshot(databaseUrl, 'faults.audit', async ({ ask, countViolations }) => {
    const found = operations === undefined ? [] : await ask('operations', operations);
    const current = versions === undefined ? undefined : await ask('versions', versions);
    return {
      operations: found.map(toOperation),
      versions: current && new Map(current.map(toVersion)),
      invariants: await countViolations(invariants),
    };
  });
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
