// The table of exit codes, the gravest first.
import { expect, test } from 'vitest';
import type { FaultsDocument } from '../../reports/document/faults.ts';
import type { GateStatus } from '../../reports/document/gates.ts';
import type { ResultDocument } from '../../reports/document/result.ts';
import type { SweepDocument } from '../../reports/document/sweep.ts';
import {
  chooseFaultsExitCode,
  chooseGateExitCode,
  chooseRunExitCode,
  chooseSweepExitCode,
  combineExitCodes,
} from './exit-code.ts';

interface Trouble {
  readonly wrongBodies?: number;
  readonly isValid?: boolean;
}

const validityOf = ({ isValid = true }: Trouble) => ({ status: isValid ? 'valid' : 'invalid' });

function documentOf(statuses: readonly GateStatus[], trouble: Trouble = {}): ResultDocument {
  return {
    scenarios: [{ cells: [{ wrongBodies: 0 }, { wrongBodies: trouble.wrongBodies ?? 0 }] }],
    gates: statuses.map((status) => ({ status })),
    validity: validityOf(trouble),
  } as unknown as ResultDocument;
}

function sweepOf(trouble: Trouble): SweepDocument {
  const curves = [{ wrongBodies: trouble.wrongBodies ?? 0 }];
  return { scenarios: [{ curves }], validity: validityOf(trouble) } as unknown as SweepDocument;
}

function faultsOf(outcomes: readonly GateStatus[], trouble: Trouble = {}): FaultsDocument {
  const status = (trouble.wrongBodies ?? 0) > 0 ? 'violated' : 'clean';
  const gates = outcomes.map((outcome) => ({ outcome }));
  const faults = { audit: { status }, gates };
  return { faults, validity: validityOf(trouble) } as unknown as FaultsDocument;
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
])('exit code %i of gates', (code, document) => {
  expect(chooseGateExitCode(document, 'fail')).toBe(code);
});

test('an undecided gate may only warn, but nothing else is forgiven by that', () => {
  expect(chooseGateExitCode(documentOf(['pass', 'inconclusive']), 'warn')).toBe(0);
  expect(chooseGateExitCode(documentOf(['inconclusive']), 'warn')).toBe(4);
  expect(chooseGateExitCode(documentOf(['error', 'inconclusive']), 'warn')).toBe(3);
  expect(chooseGateExitCode(documentOf([], { isValid: false }), 'warn')).toBe(4);
  expect(chooseGateExitCode(documentOf([]), 'warn')).toBe(4);
});

test.each([
  [0, {}, []],
  [3, {}, ['cache=redis']],
  [4, { isValid: false }, ['cache=redis']],
  [5, { wrongBodies: 1 }, ['cache=redis']],
  [5, { wrongBodies: 1, isValid: false }, []],
] as const)(
  'exit code %i of a comparison or a sweep, whose gates are not asked',
  (code, trouble, failed) => {
    expect(chooseRunExitCode(documentOf(['fail'], trouble), failed)).toBe(code);
    expect(chooseSweepExitCode(sweepOf(trouble), failed)).toBe(code);
  },
);

test.each([
  [0, faultsOf([])],
  [0, faultsOf(['pass'])],
  [1, faultsOf(['pass', 'fail', 'error'])],
  [4, faultsOf(['pass', 'error'])],
  [4, faultsOf(['pass', 'inconclusive'])],
  [4, faultsOf(['error'], { isValid: false })],
  [5, faultsOf(['fail'], { wrongBodies: 1, isValid: false })],
])('exit code %i of faults', (code, document) => {
  expect(chooseFaultsExitCode(document)).toBe(code);
});

test('faults after a run: wrong data first, then what the run itself says', () => {
  expect(combineExitCodes(0, 1)).toBe(1);
  expect(combineExitCodes(1, 4)).toBe(1);
  expect(combineExitCodes(1, 5)).toBe(5);
});
