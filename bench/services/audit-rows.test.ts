// What a service answers for an audit is read whole, or refused with what is wrong.
import { expect, test } from 'vitest';
import { readAuditAnswer } from './audit-rows.ts';

test('operations with and without amounts, versions and rules are read', () => {
  const body = JSON.stringify({
    operations: [{ operationId: 'a', amount: 5 }, { operationId: 'b' }],
    versions: { 'customer:1': 3 },
    invariants: { 'sums-agree': 2 },
  });
  expect(readAuditAnswer(body)).toEqual({
    operations: [
      { operationId: 'a', amount: 5 },
      { operationId: 'b', amount: undefined },
    ],
    versions: new Map([['customer:1', 3]]),
    invariants: [{ name: 'sums-agree', violations: 2 }],
  });
});

test('versions and rules may be left out', () => {
  expect(readAuditAnswer('{"operations":[]}')).toEqual({
    ...{ operations: [], versions: undefined, invariants: [] },
  });
});

test.each([
  ['no JSON', '<html>', 'the audit answer is not JSON'],
  ['null', 'null', 'the audit answer has no list `operations`'],
  ['no operations', '{"orders":[]}', 'the audit answer has no list `operations`'],
  ['an operation without id', '{"operations":[{"id":"a"}]}', 'operations[0] of the audit answer'],
  ['a version that is a text', '{"operations":[],"versions":{"a":"1"}}', 'versions.a of the audit'],
  ['a rule that is true', '{"operations":[],"invariants":{"b":true}}', 'invariants.b of the audit'],
])('%s is refused', (_, body, message) => {
  expect(() => readAuditAnswer(body)).toThrow(message);
});
