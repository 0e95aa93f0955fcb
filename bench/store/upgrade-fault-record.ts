// Brings records of faults of older versions to what the analysis reads; the one place where words of a record are read.
import type {
  AuditResult,
  FaultEpisodeRecord,
  FaultNotRunRecord,
} from '../measurement/fault-records.ts';
import { english } from '../phrases/english.ts';
import { type Phrase, quoteText } from '../phrases/say.ts';

type FaultRecord = FaultEpisodeRecord | FaultNotRunRecord;

/** Before records had codes, the drivers began what is about the generator itself with this. */
const ofGenerator = 'The generator ';

/**
 * A record with what newer ones say by themselves: the code of each fixed sentence that was recorded as text alone, and
 * whether the generator was late. One that says it stays as it is.
 */
export function upgradeFaultRecord(record: FaultRecord): FaultRecord {
  if (record.kind === 'fault-not-run') {
    const { reason, reasonSaid, audit } = record;
    return {
      ...{ ...record, reasonSaid: reasonSaid ?? recall(reason) },
      ...(audit && { audit: upgradeAudit(audit) }),
    };
  }
  const { doubts, isGeneratorLate = doubts.some((doubt) => doubt.startsWith(ofGenerator)) } =
    record;
  return { ...record, isGeneratorLate, audit: upgradeAudit(record.audit) };
}

function upgradeAudit(audit: AuditResult): AuditResult {
  const { reason, reasonSaid, findings, findingsSaid } = audit;
  return {
    ...audit,
    ...(reason !== undefined && { reasonSaid: reasonSaid ?? recall(reason) }),
    findingsSaid: findingsSaid ?? findings.map(recall),
  };
}

const fixed = new Map<string, string>(
  Object.entries(english).flatMap(([code, text]) => (text.includes('{') ? [] : [[text, code]])),
);

/** The phrase of a sentence that was recorded as text alone; quoted where none is just that. */
function recall(text: string): Phrase {
  const code = fixed.get(text);
  return code === undefined ? quoteText(text) : { code, params: {}, text };
}
