// A variant that a scenario does not exercise: the same words in every output, and a difference in none.

import { expect, test } from 'vitest';
import type { GateResult } from '../document/gates.ts';
import { quoteText } from '../document/messages/message.ts';
import type { Cell, ResultDocument } from '../document/result.ts';
import { readDocument } from '../document/versions.ts';
import { exportFormats, listRows } from '../exports/registry.ts';
import { groupByRank } from '../figures/rank.ts';
import { buildComplete } from '../fixtures/documents.ts';
import { renderHtml } from '../html/page.ts';
import { renderTable } from '../terminal/table.ts';

const detail = {
  code: 'exercise-counter-still',
  params: { label: named('threads = pool'), sign: named('pool.jobs'), requests: 500 },
  text: 'threads = pool: pool.jobs did not grow in 500 requests.',
};

function named(text: string) {
  return { code: 'name', params: { name: text }, text };
}

/** The fixture with one variant that is not exercised in its first scenario. */
function buildVacuous(): { readonly document: ResultDocument; readonly label: string } {
  const complete = buildComplete();
  const [first, ...others] = complete.scenarios;
  const { variantId: bestId, tiedVariantIds = [] } = first?.recommendation ?? {};
  const worse = first?.cells.findLast(
    (cell) =>
      !['baseline', 'not-run'].includes(cell.verdict) &&
      ![bestId, ...tiedVariantIds].includes(cell.variantId),
  );
  if (first === undefined || worse === undefined) throw new Error('the fixture has changed');
  const { variantId } = worse;
  const nothing = { ratio: null, ratioLower: null, ratioUpper: null, pValue: null } as const;
  const withheld: Cell = {
    ...worse,
    verdict: 'not-exercised',
    comparisons: worse.comparisons.map((comparison) => ({
      ...{ ...comparison, ...nothing, adjustedPValue: null, foreignAdjusted: null },
      ...{ leastDetectableRatio: null, moreGroups: null, verdict: 'not-exercised' },
    })),
  };
  const cells = first.cells.map((cell) => (cell === worse ? withheld : cell));
  const variant = complete.variants.find(({ id }) => id === variantId);
  const document: ResultDocument = {
    ...complete,
    gates: [],
    scenarios: [{ ...first, cells }, ...others],
    exercise: [
      {
        ...{ scenario: first.scenario, loadId: first.load.id, variantId },
        ...{ factor: 'threads', level: 'pool', baselineLevel: 'single', status: 'not-exercised' },
        signs: [
          {
            ...{ level: 'pool', origin: 'declared', kind: 'counter', names: ['pool.jobs'] },
            ...{ status: 'not-exercised', figure: 0, unit: 'per-request', limit: 0.01 },
            detail,
          },
        ],
      },
    ],
  };
  return { document, label: variant?.label ?? '' };
}

const { document, label } = buildVacuous();
const words = 'not exercised by this scenario';

test('the document is a right one and stands in a group of its own', () => {
  expect(readDocument('result', JSON.parse(JSON.stringify(document)))).toEqual(document);
  const [scenario] = document.scenarios;
  if (scenario === undefined) throw new Error('no scenario');
  const group = groupByRank(scenario).find(({ rank }) => rank === 'not-exercised');
  expect(group?.cells).toHaveLength(1);
});

test('the terminal says it in the row and why below', () => {
  const text = renderTable(document, { widthColumns: 200, colour: false });
  const row = text.split('\n').find((line) => line.includes(`○ ${label} `)) ?? '';
  expect(row).toContain(words);
  expect(row).not.toMatch(/[+−]\d/);
  expect(text).toContain(`○ ${label}: ${words}. ${detail.text}`);
  expect(text).toContain('Not exercised by this scenario, so not judged');
});

test('the page says it in both languages, with the figures behind it', () => {
  const page = renderHtml(document);
  expect(page).toContain(words);
  expect(page).toContain('该场景未用到');
  expect(page).toContain('pool.jobs did not grow in 500 requests.');
  expect(page).toContain('500 个请求期间');
});

test.each([
  ['summary', words],
  ['comment', '1 variant not exercised by'],
  ['annotations', words],
  ['openmetrics', /loadstone_exercised\{[^}]*\} 0/],
  ['bmf', /"exercised": \{\s*"value": 0/],
  ['csv', /,exercised(,|\r?\n)/],
])('%s tells it', (name, expected) => {
  expect(exportFormats[name]?.render(listRows(document), {})).toMatch(expected);
});

test.each(['benchmark-smaller', 'benchmark-bigger'])('%s has no difference of it', (name) => {
  const render = exportFormats[name]?.render;
  const variantId = document.exercise?.[0]?.variantId ?? '';
  const scenario = document.scenarios[0]?.scenario ?? '';
  const namesOf = (absolute: boolean): readonly string[] =>
    (
      JSON.parse(render?.(listRows(document), { absolute }) ?? '[]') as readonly {
        readonly name: string;
        readonly extra: string;
      }[]
    ).flatMap((one) =>
      one.name.includes(` / ${variantId}: `) && one.name.includes(` / ${scenario} / `)
        ? [one.extra]
        : [],
    );
  expect(namesOf(false)).toEqual([]);
  expect(namesOf(true)[0]).toContain(words);
});

test('a gate on it is the headline where no other is worse, and asks for no more groups', () => {
  const [first, ...others] = document.scenarios;
  if (first === undefined) throw new Error('no scenario');
  const { variantId = '' } = document.exercise?.[0] ?? {};
  const gate: GateResult = {
    ...{
      gate: 'cpu',
      kind: 'relative',
      scenario: first.scenario,
      loadId: first.load.id,
      variantId,
    },
    ...{ metric: 'cpuPerRequestUs', status: 'inconclusive', outcome: 'not-exercised' },
    ...{ value: null, lower: null, upper: null, limit: 1.05, limitKind: 'at-most', groups: 8 },
    ...{
      moreGroups: null,
      leastDetectableRatio: null,
      message: quoteText('Not judged.'),
      advice: null,
    },
    ...{ configFile: '/x/loadstone.config.mts', configLine: null },
  };
  const cells = first.cells.filter(
    ({ verdict }) => verdict === 'baseline' || verdict === 'not-exercised',
  );
  const alone: ResultDocument = {
    ...{ ...document, gates: [gate], scenarios: [{ ...first, cells, recommendation: null }] },
    headline: {
      kind: 'no-conclusion',
      scenarioIndex: null,
      variantId: null,
      reasons: [quoteText('None.')],
    },
  };
  expect(others.length).toBeGreaterThan(0);
  const text = renderTable(alone, { widthColumns: 200, colour: false });
  expect(text).toContain(`INCONCLUSIVE: ${label} is not exercised by ${first.scenario}`);
  expect(text).toContain('More groups will not help');
  expect(exportFormats.junit?.render(listRows(alone), { onInconclusive: 'fail' })).toContain(
    'type="not-exercised"',
  );
});
