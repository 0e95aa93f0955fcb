// Brings records of faults of older versions to what the analysis reads; the one place where words of a record are read.

import type { Message } from '../../reports/document/message.ts';
import type { MessageCode } from '../../reports/document/messages/en.ts';
import { writeMessage } from '../../reports/document/messages/message.ts';
import type {
  AuditResult,
  FaultEpisodeRecord,
  FaultNotRunRecord,
} from '../measurement/fault-records.ts';

type FaultRecord = FaultEpisodeRecord | FaultNotRunRecord;

/** Before records had codes, the drivers began what is about the generator itself with this. */
const ofGenerator = 'The generator ';

/**
 * A record with what newer ones say by themselves: the code of each fixed sentence that was recorded as text alone, and
 * whether the generator was late. One that says it stays as it is.
 */
export function upgradeFaultRecord(record: FaultRecord): FaultRecord {
  if (record.kind === 'fault-not-run') {
    const { reason, audit } = record;
    return {
      ...{ ...record, reason: recall(reason) },
      ...(audit && { audit: upgradeAudit(audit) }),
    };
  }
  const { caveats, isGeneratorLate = caveats.some(({ text }) => text.startsWith(ofGenerator)) } =
    record;
  return { ...record, isGeneratorLate, audit: upgradeAudit(record.audit) };
}

function upgradeAudit(audit: AuditResult): AuditResult {
  const { reason, findings } = audit;
  return { ...audit, reason: reason && recall(reason), findings: findings.map(recall) };
}

/** The fixed sentences as those records have them. */
const sentences = {
  'audit-no-write': 'No write was acknowledged, so there was nothing to be lost.',
  'audit-not-configured': 'The config names no faults.audit.operations and no faults.audit.path.',
  'audit-no-database': 'The variant has no database.',
  'turn-never-came': 'The run ended before its turn came.',
  'no-demand': 'No request was due in one of the phases.',
  'not-good-before': 'Not one request was good before the fault.',
  'no-redis': 'This variant has no Redis.',
  'foreign-redis': 'The Redis was given by its URL, and others may use it.',
  'no-own-database': 'This variant has no database of its own.',
  'foreign-postgres': 'The PostgreSQL was given by its URL, and others may use it.',
  'no-link-to-service': 'The variant has no connection to the service.',
  'no-link-to-postgres': 'The variant has no connection to PostgreSQL.',
  'no-link-to-redis': 'The variant has no connection to Redis.',
  'foreign-service': 'The service is a given URL, so its processes are not known.',
  'service-gone': 'The service does not run.',
  'single-process': 'The service is a single process.',
  'no-agent': 'The service was started without the agent.',
  'agent-not-loaded':
    'No process of the service loaded the agent: it is no Node, or one older than 18.18.',
} as const satisfies Partial<Record<MessageCode, string>>;

const codes: ReadonlyMap<string, keyof typeof sentences> = new Map(
  Object.entries(sentences).map(([code, text]) => [text, code as keyof typeof sentences]),
);

/** The message of a sentence that was recorded as text alone; as it is where none is just that. */
function recall(message: Message): Message {
  const code = message.code === 'as-written' ? codes.get(message.text) : undefined;
  return code === undefined ? message : { ...writeMessage(code), text: message.text };
}
