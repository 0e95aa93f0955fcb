// The question and the answer of the first screen, and what it costs, for each kind of verdict.
import { expect, test } from 'vitest';
import { buildAA, buildComplete, buildInvalid } from '../fixtures/documents.ts';
import { buildRich } from '../fixtures/rich-document.ts';
import { say } from '../terminal/say.ts';
import { buildAnswer, buildCostInBrief } from './build-answer.ts';
import { buildVerdict } from './build-verdict.ts';

const sayAll = (messages: readonly Parameters<typeof say>[0][]) => messages.map((one) => say(one));

test('a choice is one sentence with its figure and interval', () => {
  const { question, answer, lead } = buildAnswer({ ...buildComplete(), gates: [] });
  expect(question && say(question)).toMatch(
    /^Which variant has the highest throughput in scenario/,
  );
  expect(say(answer)).toMatch(
    /^Choose .+: throughput [\d.]+× vs baseline \(95% interval [\d.]+× to [\d.]+×\)/,
  );
  expect(sayAll(lead).join(' ')).toMatch(/req\/s against .+req\/s for the baseline\./);
});

test('gates come before what is recommended', () => {
  const { question, answer, gateStatus } = buildAnswer(buildComplete());
  expect(question && say(question)).toMatch(/gates? hold/);
  expect(say(answer)).toMatch(/^FAIL: /);
  expect(gateStatus).toBe('fail');
});

test('a baseline that is kept, and a run that cannot be trusted, say so', () => {
  expect(say(buildAnswer(buildAA()).answer)).toMatch(/baseline/);
  const invalid = buildAnswer(buildInvalid());
  expect(say(invalid.answer)).toBe('No conclusion: this run cannot be trusted.');
  expect(invalid.lead.length).toBeGreaterThan(1);
});

test('cost stands beside that of the baseline, in money where there are prices', () => {
  const rich = buildRich();
  const told = sayAll(buildCostInBrief(rich));
  expect(told.join(' ')).toMatch(/of CPU per request, against .+ for the baseline\./);
  const unpriced = sayAll(buildCostInBrief({ ...rich, run: { ...rich.run, prices: null } }));
  expect(unpriced.at(-1)).toBe('The config has no prices, so no amount of money.');
});

test('combinations of levels that were not measured are told, faults only where there were none', () => {
  const document = { ...buildComplete(), gates: [] };
  const factors = [
    { name: 'cache', levels: ['none', 'memory', 'redis', 'tiered'] },
    { name: 'index', levels: ['none', 'composite', 'covering'] },
  ];
  const told = sayAll(buildVerdict({ ...document, factors }).untested).join(' ');
  expect(told).toContain('9 of the 12 combinations of levels were measured');
  expect(told).toContain('Failure behaviour was not tested.');
  expect(sayAll(buildVerdict(document, true).untested).join(' ')).not.toContain(
    'Failure behaviour',
  );
});
