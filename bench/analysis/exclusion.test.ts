// What excludes a variant names the reasons of that, and none of another trouble.
import { expect, test } from 'vitest';
import type { TrialRecord } from '../measurement/records.ts';
import { warnOfExclusions } from './exclusion.ts';

function messagesOf(trial: Partial<TrialRecord>) {
  const counts = { scheduled: 1_000, succeeded: 670, failed: 330, timedOut: 0, dropped: 0 };
  const whole = { counts, checkedBodies: 670, wrongBodies: 0, failureReasons: {}, ...trial };
  const warnings = warnOfExclusions([whole as TrialRecord]);
  return Object.fromEntries(warnings.map(({ code, message }) => [code, message.text]));
}

test('wrong answers have reasons of wrong answers, failures those of all', () => {
  const { WRONG_BODIES, FAILURES } = messagesOf({
    wrongBodies: 2,
    failureReasons: { 'status 503': 328, 'body: no total': 2 },
  });
  expect(WRONG_BODIES).toContain('2 checked responses were wrong');
  expect(WRONG_BODIES).toMatch(/Most often: body: no total \(2\)\.$/);
  expect(FAILURES).toMatch(/Most often: status 503 \(328\)\.$/);
});

test.each([
  ['status 201', 0, 'expectedStatuses: [201]'],
  ['status 503', 0, 'Look at the failure reasons'],
  ['status 201', 10, 'Look at the failure reasons'],
])('of %s with %i successes the advice is: %s', (reason, succeeded, told) => {
  const failed = 1_000 - succeeded;
  const counts = { scheduled: 1_000, succeeded, failed, timedOut: 0, inFlightAtEnd: 0, dropped: 0 };
  const trial = { counts, checkedBodies: 0, wrongBodies: 0, failureReasons: { [reason]: failed } };
  const [warning] = warnOfExclusions([trial as unknown as TrialRecord]);
  expect(warning).toMatchObject({
    code: 'FAILURES',
    advice: { text: expect.stringContaining(told) },
  });
});

test('answers that differed from the baseline before the load count among the wrong ones', () => {
  const { WRONG_BODIES } = messagesOf({
    failureReasons: { 'status 500': 330 },
    parity: { compared: 10, wrong: 4, reasons: { 'body: list: another type': 4 } },
  });
  expect(WRONG_BODIES).toMatch(/Most often: body: list: another type \(4\)\.$/);
});

test('a reason that both have stands once', () => {
  const { WRONG_BODIES, FAILURES } = messagesOf({
    wrongBodies: 330,
    failureReasons: { 'body: no total': 330 },
  });
  expect(WRONG_BODIES).toContain('Most often: body: no total (330)');
  expect(FAILURES).not.toContain('Most often');
});
