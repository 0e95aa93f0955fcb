// Whether the PostgreSQL of a run is gone, which is no fault of a variant and no verdict on one.
import { writeMessage } from '../../reports/document/messages/message.ts';
import { LoadstoneError } from '../errors.ts';
import { sqlStateOf } from '../services/postgres-admin.ts';
import type { TrialContext } from './trial-context.ts';

export const databaseEnded = writeMessage('postgres-ended');

/** True where a server of ours has ended and nobody has revived it yet. */
export function isDatabaseDown({ postgres }: Pick<TrialContext, 'postgres'>): boolean {
  return postgres?.control !== undefined && postgres.pid === undefined;
}

/** The connection broke or could not be made: no answer at all, or one of SQLSTATE class 57P (shutdown, crash, recovery). */
export function isDatabaseLost(thrown: unknown): boolean {
  if (!(thrown instanceof LoadstoneError) || thrown.code !== 'POSTGRES_UNAVAILABLE') return false;
  return sqlStateOf(thrown)?.startsWith('57P') ?? true;
}
