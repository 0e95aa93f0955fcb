// The table of exit codes, the gravest first.
import { expect, test } from 'vitest';
import type { GateStatus } from '../../reports/document/gates.ts';
import type { ResultDocument } from '../../reports/document/result.ts';
import { chooseGateExitCode } from './exit-code.ts';

function documentOf(
  statuses: readonly GateStatus[],
  { wrongBodies = 0, isValid = true }: { wrongBodies?: number; isValid?: boolean } = {},
): ResultDocument {
  return {
    scenarios: [{ cells: [{ wrongBodies: 0 }, { wrongBodies }] }],
    gates: statuses.map((status) => ({ status })),
    validity: { status: isValid ? 'valid' : 'invalid' },
  } as unknown as ResultDocument;
}

test.each([
  [0, documentOf(['pass', 'pass'])],
  [1, documentOf(['pass', 'fail', 'inconclusive', 'error'])],
  [3, documentOf(['pass', 'error', 'inconclusive'])],
  [4, documentOf(['pass', 'inconclusive'])],
  [4, documentOf([])],
  [4, documentOf(['error'], { isValid: false })],
  [5, documentOf(['fail'], { wrongBodies: 1 })],
  [5, documentOf(['error'], { wrongBodies: 1, isValid: false })],
])('exit code %i', (code, document) => {
  expect(chooseGateExitCode(document, 'fail')).toBe(code);
});

test('an undecided gate may only warn, but nothing else is forgiven by that', () => {
  expect(chooseGateExitCode(documentOf(['pass', 'inconclusive']), 'warn')).toBe(0);
  expect(chooseGateExitCode(documentOf(['inconclusive']), 'warn')).toBe(4);
  expect(chooseGateExitCode(documentOf(['error', 'inconclusive']), 'warn')).toBe(3);
  expect(chooseGateExitCode(documentOf([], { isValid: false }), 'warn')).toBe(4);
  expect(chooseGateExitCode(documentOf([]), 'warn')).toBe(4);
});
