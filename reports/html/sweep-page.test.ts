import { expect, test } from 'vitest';
import { quoteText } from '../document/messages/message.ts';
import type { SweepCurveResult, SweepDocument } from '../document/sweep.ts';
import { buildCurve, buildSweep } from '../fixtures/swept-run.ts';
import { renderSweepTable } from '../terminal/sweep-table.ts';
import { renderSweepPage } from './sweep-page.ts';

const two = buildSweep();

/** The page without its style sheet and its script. */
const renderMain = (document: SweepDocument) => {
  const page = renderSweepPage(document);
  return page.slice(page.indexOf('<main>'), page.indexOf('<script>'));
};

test('the page draws a line, a label, a knee and a highest good rate for each variant', () => {
  const page = renderSweepPage(two);
  expect(page.match(/stroke-width="2.2" stroke-linejoin="round"/g)).toHaveLength(2);
  expect(page.match(/r="8"/g)).toHaveLength(2);
  expect(page.match(/l6 7l-6 7l-6 -7z/g)).toHaveLength(2);
  expect(page).toContain('>first</text>');
  expect(page).toContain('SLO: p99 ≤ 10.0');
  expect(page.match(/<th scope="row">/g)).toHaveLength(8);
  expect(page).toContain('<span lang="zh-Hans" hidden>已饱和</span>');
});

test('the page needs no network, has no script but its own, and names from outside stay text', () => {
  const page = renderSweepPage(buildSweep('<img src=x onerror=alert(1)>', [buildCurve('a', 1)]));
  expect(page).not.toContain('<img');
  expect(page.match(/<script/g)).toHaveLength(1);
  expect(page).not.toMatch(/https?:\/\/|NaN|Infinity| style="/);
  expect(page).toContain("default-src 'none'");
});

test('capacities far apart are drawn without a figure going astray', () => {
  const page = renderSweepPage(buildSweep('first', [buildCurve('a', 1), buildCurve('b', 50)]));
  expect(page).not.toMatch(/NaN|Infinity/);
});

test('a variant without a right answer has no line, and the page says so in words', () => {
  const silent: SweepCurveResult = {
    ...{ ...buildCurve('a', 1), capacityRps: null, points: [], knee: null },
    withinSlo: {
      ...{ highestMetRps: null, lowestFailedRps: null, contradictingRps: [], perGroupRps: [] },
    },
  };
  const document = buildSweep('first', [silent]);
  expect(renderSweepPage(document)).not.toContain('<svg');
  expect(renderSweepPage(document)).toContain('nothing was measured');
  const table = renderSweepTable(document, { widthColumns: 100, colour: false });
  expect(table).toContain('no correct response in a closed loop');
});

test('the table says rate, p99, verdict, knee and highest rate of each variant in any width', () => {
  for (const widthColumns of [40, 80, 140]) {
    const table = renderSweepTable(two, { widthColumns, colour: false });
    expect(Math.max(...table.split('\n').map((line) => line.length))).toBeLessThanOrEqual(
      widthColumns,
    );
    expect(table.replaceAll(/\s+/g, ' ')).toContain(
      'Highest rate within the SLO: 500 req/s (900 is too high)',
    );
    expect(table.replaceAll(/\s+/g, ' ')).toContain('Knee: 1,000 req/s');
  }
  const wide = renderSweepTable(two, { widthColumns: 140, colour: false });
  expect(wide).toMatch(/1,100 .*saturated/);
  expect(wide).toMatch(/ 900 .*p99 above the SLO/);
});

test('an invalid sweep says why and concludes nothing, on the page and in the terminal', () => {
  const detail = quoteText('The service counted otherwise.');
  const document: SweepDocument = {
    ...two,
    validity: {
      status: 'invalid',
      checks: [{ name: 'service-counter-agrees', status: 'failed', detail }],
    },
  };
  const table = renderSweepTable(document, { widthColumns: 140, colour: false });
  for (const text of [renderMain(document), table]) {
    expect(text).toContain('Invalid, no conclusion: ');
    expect(text).toContain(detail.text);
    expect(text).toContain('not judged');
    expect(text).not.toMatch(/Highest rate|Knee: /);
  }
  expect(table).toContain('INVALID');
});

test('the front is drawn where there is one, and names whose its rates are', () => {
  const page = renderSweepPage(two);
  expect(page.match(/data-front/g)).toHaveLength(1);
  expect(page).toContain(
    'No variant beats <bdi class="name">second</bdi> in both throughput and p99.',
  );
  const scenarios = two.scenarios.map((scenario) => ({ ...scenario, front: [] }));
  expect(renderSweepPage({ ...two, scenarios })).not.toContain('data-front');
});
