// Older records say in words what newer ones have codes for.

import { expect, test } from 'vitest';
import type { Message } from '../../reports/document/message.ts';
import { quoteText, writeMessage } from '../../reports/document/messages/message.ts';
import { buildEpisode, cleanAudit } from '../analysis/faults/test-fault-records.ts';
import type { FaultNotRunRecord } from '../measurement/fault-records.ts';
import { upgradeFaultRecord } from './upgrade-fault-record.ts';

const notRun: Omit<FaultNotRunRecord, 'reason'> = {
  ...{ kind: 'fault-not-run', group: 0, variantId: 'v', faultId: 'f', status: 'not-run' },
};

test('a sentence that was recorded as text alone is known by its words, and only by all of them', () => {
  const upgrade = (reason: Message) => upgradeFaultRecord({ ...notRun, reason });
  // As those records have it; what is written today says more.
  const known = { ...writeMessage('no-redis'), text: 'This variant has no Redis.' };
  expect(upgrade(quoteText(known.text))).toMatchObject({ reason: known });
  expect(upgrade(quoteText(`${known.text} At all.`))).toMatchObject({
    reason: { code: 'as-written' },
  });
  const newer = { ...known, text: 'Otherwise.' };
  expect(upgrade(newer)).toMatchObject({ reason: newer });
});

test('whether the generator was late is read from the caveats of records that do not say it', () => {
  const caveats = [
    quoteText('The generator sent most requests over 5 ms late, although a connection was free.'),
  ];
  const lateOf = (changes: Parameters<typeof buildEpisode>[0]['changes']) => {
    const record = upgradeFaultRecord(buildEpisode({ group: 0, ...(changes && { changes }) }));
    return record.kind === 'fault-episode' ? record.isGeneratorLate : undefined;
  };
  expect(lateOf({ caveats })).toBe(true);
  expect(lateOf({})).toBe(false);
  expect(lateOf({ caveats, isGeneratorLate: false })).toBe(false);
});

test("findings and the reason of an audit get their codes, a void one's too", () => {
  const reason = quoteText('No write was acknowledged, so there was nothing to be lost.');
  const audit = { ...cleanAudit, status: 'unknown', reason } as const;
  const record = upgradeFaultRecord({
    ...notRun,
    status: 'void',
    reason: quoteText('Odd.'),
    audit,
  });
  expect(record.audit).toMatchObject({ reason: { code: 'audit-no-write' }, findings: [] });
});
