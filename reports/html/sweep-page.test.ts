import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import type { ResultDocument } from '../schema/result.ts';
import type { SweepCurveResult, SweepDocument } from '../schema/sweep.ts';
import { renderSweepTable } from '../terminal/sweep-table.ts';
import { renderSweepPage } from './sweep-page.ts';

const complete = JSON.parse(
  readFileSync(new URL('../fixtures/v2-complete.json', import.meta.url), 'utf8'),
) as ResultDocument;

const spread = (median: number) => ({ low: median * 0.9, median, high: median * 1.2 });

function curveOf(variantId: string, scale: number): SweepCurveResult {
  return {
    ...{ variantId, capacityRps: spread(1_000 * scale), wrongBodies: 0, warnings: [] },
    points: [0.25, 0.5, 0.9, 1.1].map((ratio) => ({
      ...{ rateRps: 1_000 * scale * ratio, repetitions: 3, successRatio: spread(1) },
      achievedRps: spread(1_000 * scale * Math.min(1, ratio)),
      latencyP50Us: spread(800 / (1.2 - ratio)),
      latencyP99Us: spread(4_000 / (1.2 - ratio)),
      ...{ saturated: ratio > 1, isP99Trusted: ratio > 0.3, meetsSlo: ratio < 0.7 },
    })),
    knee: {
      ...{ rateRps: 500 * scale, latencyP99Us: 5_714 },
      lowRps: 250 * scale,
      highRps: 900 * scale,
    },
    withinSlo: {
      ...{ highestMetRps: 500 * scale, lowestFailedRps: 900 * scale },
      ...{ contradictingRps: [], perGroupRps: [500 * scale, null, 500 * scale] },
    },
  };
}

/** As the analysis gives it for curves a and b = 2a: nothing of a is on it. */
const frontOfSecond = [
  { variantId: 'b', achievedRps: 1_000, latencyP99Us: 5_714 },
  { variantId: 'b', achievedRps: 1_800, latencyP99Us: 13_333 },
];

function sweepOf(label: string, curves: readonly SweepCurveResult[]): SweepDocument {
  return {
    ...{ schemaVersion: 1, kind: 'sweep', sliceMs: 2_000, arrivals: 'poisson', warnings: [] },
    run: {
      ...{ id: 'r1', name: 'crm', description: '', startedAt: complete.run.startedAt, seed: 1 },
      ...{ endedAt: complete.run.endedAt, status: 'complete', groupsPlanned: 3, groupsValid: 3 },
      reproduceCommand: 'npx loadstone sweep --slo-p99 10',
    },
    validity: { status: 'valid', checks: [] },
    slo: { latencyP99Us: 10_000, successRatio: 0.999 },
    variants: ['a', 'b'].map((id) => ({
      ...{ id, label: id === 'a' ? label : 'second', levels: {}, isBaseline: id === 'a' },
      ...{ status: 'measured' as const, notRunReason: null },
    })),
    scenarios: [{ scenario: 'read', description: '', curves, front: frontOfSecond }],
    environment: complete.environment,
  };
}

const two = sweepOf('first', [curveOf('a', 1), curveOf('b', 2)]);

test('the page draws a line, a label, a knee and a highest good rate for each variant', () => {
  const page = renderSweepPage(two);
  expect(page.match(/stroke-width="2.2" stroke-linejoin="round"/g)).toHaveLength(2);
  expect(page.match(/r="8"/g)).toHaveLength(2);
  expect(page.match(/l6 7l-6 7l-6 -7z/g)).toHaveLength(2);
  expect(page).toContain('>first</text>');
  expect(page).toContain('SLO: p99 ≤ 10.0');
  expect(page.match(/<th scope="row">/g)).toHaveLength(8);
});

test('the page needs no script and no network, and names from outside stay text', () => {
  const page = renderSweepPage(sweepOf('<img src=x onerror=alert(1)>', [curveOf('a', 1)]));
  expect(page).not.toContain('<img');
  expect(page).not.toMatch(/<script|https?:\/\/|NaN|undefined|Infinity/);
  expect(page).toContain("default-src 'none'");
});

test('capacities far apart are drawn without a figure going astray', () => {
  const page = renderSweepPage(sweepOf('first', [curveOf('a', 1), curveOf('b', 50)]));
  expect(page).not.toMatch(/NaN|Infinity/);
});

test('a variant without a right answer has no line, and the page says so in words', () => {
  const silent: SweepCurveResult = {
    ...{ ...curveOf('a', 1), capacityRps: null, points: [], knee: null },
    withinSlo: {
      ...{ highestMetRps: null, lowestFailedRps: null, contradictingRps: [], perGroupRps: [] },
    },
  };
  const document = sweepOf('first', [silent]);
  expect(renderSweepPage(document)).not.toContain('<svg');
  expect(renderSweepPage(document)).toContain('nothing was measured');
  const table = renderSweepTable(document, { widthColumns: 100, colour: false });
  expect(table).toContain('no right answer in a closed loop');
});

test('the table says rate, p99, verdict, knee and highest rate of each variant in any width', () => {
  for (const widthColumns of [40, 80, 140]) {
    const table = renderSweepTable(two, { widthColumns, colour: false });
    expect(Math.max(...table.split('\n').map((line) => line.length))).toBeLessThanOrEqual(
      widthColumns,
    );
    expect(table.replaceAll(/\s+/g, ' ')).toContain(
      'Highest rate within the SLO: 500 req/s (900 is too much)',
    );
    expect(table.replaceAll(/\s+/g, ' ')).toContain('Knee: 1,000 req/s');
  }
  const wide = renderSweepTable(two, { widthColumns: 140, colour: false });
  expect(wide).toMatch(/1,100 .*saturated/);
  expect(wide).toMatch(/ 900 .*p99 over the SLO/);
});

test('an invalid sweep says why and concludes nothing, on the page and in the terminal', () => {
  const detail = 'The service counted otherwise.';
  const document: SweepDocument = {
    ...two,
    validity: {
      status: 'invalid',
      checks: [{ name: 'service-counter-agrees', status: 'failed', detail }],
    },
  };
  const table = renderSweepTable(document, { widthColumns: 140, colour: false });
  for (const text of [renderSweepPage(document), table]) {
    expect(text).toContain(`Invalid, no conclusion: ${detail}`);
    expect(text).toContain('not judged');
    expect(text).not.toMatch(/Highest rate|Knee: /);
  }
  expect(table).toContain('INVALID');
});

test('the front is drawn where there is one, and names whose its rates are', () => {
  const page = renderSweepPage(two);
  expect(page.match(/data-front/g)).toHaveLength(1);
  expect(page).toContain('No variant beats second in both throughput and p99.');
  const scenarios = two.scenarios.map((scenario) => ({ ...scenario, front: [] }));
  expect(renderSweepPage({ ...two, scenarios })).not.toContain('data-front');
});
