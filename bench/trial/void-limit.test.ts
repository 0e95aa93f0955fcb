// From which void group on a run is lost.
import { expect, test } from 'vitest';
import { describeLostValidity } from './void-limit.ts';

const limitRatio = 0.25;

test('a run is lost once more groups are void than the limit leaves of all that are planned', () => {
  expect(describeLostValidity({ planned: 8, voided: 2, limitRatio })).toBeUndefined();
  expect(describeLostValidity({ planned: 8, voided: 3, limitRatio })).toBe(
    'This run can no longer be valid: 3 of 8 groups are void. Ctrl-C ends it.',
  );
});

test('or fewer are left than conclude anything, which is the fault of void groups alone', () => {
  expect(describeLostValidity({ planned: 3, voided: 1, limitRatio: 0.5 })).toContain(
    '1 of 3 groups is void',
  );
  expect(describeLostValidity({ planned: 1, voided: 0, limitRatio })).toBeUndefined();
});
