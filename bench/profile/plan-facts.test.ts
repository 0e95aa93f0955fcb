// Plans that PostgreSQL 18.4 wrote, and small ones whose figures can be added up by hand.

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { quoteText } from '../../reports/document/messages/message.ts';
import { parsePlan, summarisePlans } from './plan-facts.ts';
import { describeStatement } from './plan-sentence.ts';
import { parseLoggedPlans } from './statement-use.ts';

const readFixture = (name: string) =>
  readFileSync(join(import.meta.dirname, 'fixtures', name), 'utf8');
const log = readFixture('auto-explain-postgres-18.4.txt');
const selectId = '-1921665754800198405';
const selects = parseLoggedPlans(log)
  .filter(({ queryId }) => queryId === selectId)
  .map(({ plan }) => plan);

test('every plan of a recorded log is read, with its statement to the last digit', () => {
  expect(parseLoggedPlans(log).map(({ queryId }) => queryId)).toEqual([
    selectId,
    selectId,
    '754360226503004723',
    selectId,
  ]);
});

test('an entry that is cut off is left out, and the others are read', () => {
  const place = log.lastIndexOf('"Node Type"');
  expect(parseLoggedPlans(log.slice(0, place))).toHaveLength(3);
});

test('a sequential scan reads every row of the table, those that it throws away too', () => {
  const [plan] = selects;
  expect(plan).toMatchObject({ isMeasured: true, rowsRead: 20_000, rowsReturned: 20 });
  expect(plan?.shape).toBe('Limit ← Sort ← Seq Scan of orders');
});

test('executions of several plans are summed up by the costliest one, as means', () => {
  const summary = summarisePlans(selects);
  expect(summary).toMatchObject({ samples: 2, rowsRead: 20_000 });
  expect(summary?.dominant).toMatchObject({ nodeType: 'Seq Scan', relation: 'orders' });
});

test('an index that is used is named, whatever the kind of scan', () => {
  const indexed = selects.at(-1);
  expect(indexed?.shape).toContain('by orders_customer');
  expect(indexed?.rowsRead).toBe(21);
});

test('time is of a step itself: what is below it is taken off, over all loops', () => {
  const plan = parsePlan({
    Plan: {
      ...{
        'Node Type': 'Nested Loop',
        'Actual Total Time': 10,
        'Actual Loops': 1,
        'Actual Rows': 5,
      },
      Plans: [
        {
          ...{ 'Node Type': 'Index Scan', 'Relation Name': 'a', 'Index Name': 'a_key' },
          ...{ 'Actual Total Time': 1.5, 'Actual Loops': 5, 'Actual Rows': 1 },
        },
      ],
    },
  });
  expect(plan?.steps.map(({ selfUs, rowsRead }) => [selfUs, rowsRead])).toEqual([
    [2_500, undefined],
    [7_500, 5],
  ]);
});

test('an estimated plan has no times and no buffers', () => {
  const plan = parsePlan(JSON.parse(readFixture('generic-plan-postgres-18.4.json')));
  expect(plan).toMatchObject({ isMeasured: false, executionUs: undefined, buffers: undefined });
  expect(summarisePlans(plan === undefined ? [] : [plan])).toMatchObject({ samples: 0 });
});

test('what is no plan is none', () => {
  for (const value of [undefined, null, [], {}, { Plan: 'x' }])
    expect(parsePlan(value)).toBeUndefined();
  expect(summarisePlans([])).toBeUndefined();
});

test('a sentence names the step, its share, the rows, and what another level reads', () => {
  const slow = summarisePlans(selects.slice(0, 2));
  const fast = summarisePlans(selects.slice(2));
  if (slow === undefined || fast === undefined) throw new Error('the fixture has both plans');
  const plan = { ...slow, dominantRatio: 1 };
  expect(
    describeStatement(
      { timeRatio: 0.98, plan },
      { label: quoteText('with index = composite it'), plan: fast },
    ).text,
  ).toMatch(
    /^98% of the database time is a sequential scan of orders; the statement reads 20,000 rows for each call and returns 20; with index = composite it reads 21 rows instead of 20,000, mostly by /,
  );
  expect(
    describeStatement({ timeRatio: 0.5, plan: fast }, { label: quoteText('b'), plan: fast }).text,
  ).toMatch(/; b has the same plan\.$/);
});

test('an estimate is called one', () => {
  const plan = parsePlan(JSON.parse(readFixture('generic-plan-postgres-18.4.json')));
  const summary = summarisePlans(plan === undefined ? [] : [plan]);
  if (summary === undefined) throw new Error('the fixture has a plan');
  expect(describeStatement({ timeRatio: 0.5, plan: summary }).text).toContain('by estimate');
});
