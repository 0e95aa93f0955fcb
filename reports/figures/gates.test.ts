// Figures and limits of gates as people read them, and the order of findings.
import { expect, test } from 'vitest';
import type { GateResult } from '../document/gates.ts';
import { listFindings } from '../exports/findings.ts';
import { buildComplete, buildInvalid, buildPartial } from '../fixtures/documents.ts';
import { say } from '../terminal/say.ts';
import { describeGateCounts, describeGateLimit, describePlace } from '../verdict/describe-gate.ts';
import { formatGateValue, listGates, orderGates } from './gates.ts';

const [template] = buildComplete().gates;
const gate = (change: Partial<GateResult>) => ({ ...template, ...change }) as GateResult;

test.each([
  [{ limit: 1.05 }, 'at most +5%'],
  [{ limit: 0.98, limitKind: 'at-least' }, 'at least −2%'],
  [{ limit: 1 }, 'at most the baseline'],
  [{ limit: 3 }, 'at most 3.0×'],
  [{ kind: 'absolute', metric: 'latencyP99Us', limit: 50_000 }, 'at most 50.0\u00a0ms'],
  [
    { kind: 'absolute', metric: 'successRatio', limit: 0.999, limitKind: 'at-least' },
    'at least 99.9%',
  ],
  [{ kind: 'absolute', metric: 'wrongBodies', limit: 0 }, 'at most 0'],
  [{ kind: 'absolute', metric: 'costPerMillion', limit: 0.25 }, 'at most 0.25'],
] satisfies readonly (readonly [Partial<GateResult>, string])[])(
  'the limit of %j',
  (change, text) => {
    expect(say(describeGateLimit(gate(change)))).toBe(text);
  },
);

test('a figure that was not measured is a dash, never a zero', () => {
  expect(formatGateValue(gate({ value: null }))).toBe('–');
});

test('counts name the worst first', () => {
  expect(say(describeGateCounts(buildPartial().gates))).toBe(
    '1 of 33 gates failed, 8 not judged, 4 undecided',
  );
  expect(say(describeGateCounts([gate({ status: 'pass' })]))).toBe('the gate passed');
});

test('gates are ordered by status, and otherwise as the config has them', () => {
  const ordered = orderGates(buildPartial().gates);
  expect([...new Set(ordered.map(({ status }) => status))]).toEqual([
    'fail',
    'error',
    'inconclusive',
    'pass',
  ]);
  expect(ordered).toHaveLength(33);
});

test('of an invalid run every gate is an error, and nothing is found', () => {
  const document = { ...buildInvalid(), gates: buildComplete().gates };
  expect(new Set(listGates(document).map(({ status }) => status))).toEqual(new Set(['error']));
  expect(listFindings(document)).toEqual([]);
});

test('a variant with wrong answers is never praised for its speed', () => {
  const kinds = listFindings(buildPartial()).map(({ kind }) => kind);
  expect(kinds[0]).toBe('wrong-answers');
  const praised = listFindings({ ...buildPartial(), gates: [] }).filter(
    ({ kind }) => kind === 'better',
  );
  expect(praised.length).toBeGreaterThan(0);
  expect(JSON.stringify(praised)).not.toContain('多进程集群');
});

test('the load is named only where a scenario comes with several', () => {
  const document = buildComplete();
  const [browse] = document.scenarios;
  if (browse === undefined) throw new Error('the fixture has scenarios');
  const open = {
    ...browse,
    load: { ...browse.load, id: 'open-500', kind: 'open' as const, rateRps: 500 },
  };
  expect(say(describePlace(document, 'browse', 'closed-16'))).toBe('browse');
  const both = { ...document, scenarios: [...document.scenarios, open] };
  expect(say(describePlace(both, 'browse', 'open-500'))).toBe(
    'browse (500 requests per second over 16 connections)',
  );
});
