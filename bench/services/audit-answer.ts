// Reads what a service without PostgreSQL answers for an audit.
import type { AuditReadings } from '../measurement/fault-records.ts';

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
