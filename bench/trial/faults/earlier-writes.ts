// Writes that were in the data before an episode began: none of them is the doing of its clients.

import { say } from '../../../reports/document/messages/message.ts';
import type { Phrase } from '../../../reports/document/phrase.ts';
import type { AuditReadings } from '../../measurement/fault-records.ts';
import type { RequestLog } from '../../measurement/request-log.ts';

/** The data, or why they could not be read. */
export type Reading = AuditReadings | { readonly unread: Phrase };

/** Ids of the writes that the data hold; none where they cannot be read, which the audit will say. */
export function listWrites(reading: Reading): ReadonlySet<string> {
  if ('unread' in reading) return new Set();
  return new Set(reading.operations.map(({ operationId }) => operationId));
}

/**
 * What the data say of this episode alone: without the writes that were there before it. Where its clients sent
 * one of those again, nobody can tell a write that was lost from one that was done earlier, so the data are no
 * evidence. Where no request said what it writes, no row can be called made up.
 */
export function leaveOutEarlier(
  reading: Reading,
  earlier: ReadonlySet<string>,
  { intents }: Pick<RequestLog, 'intents'>,
): Reading {
  if ('unread' in reading) return reading;
  const again = new Set(
    intents.map(({ operationId }) => operationId).filter((id) => earlier.has(id)),
  );
  if (again.size > 0) return { unread: say('audit-earlier-writes', { count: again.size }) };
  if (intents.length === 0) return { ...reading, operations: [] };
  const operations = reading.operations.filter(({ operationId }) => !earlier.has(operationId));
  return { ...reading, operations };
}
