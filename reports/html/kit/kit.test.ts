// The drawing kit: labels never collide, ticks are what people would write.
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { buildLinearAxis, buildLogAxis, buildLogProbabilityAxis, buildRatioAxis } from './axis.ts';
import { drawBand } from './curve.ts';
import { placeLabels } from './label-placement.ts';
import { cutTextToPx, estimateTextWidthPx } from './svg-text.ts';

test('labels that fit are never closer than asked, stay inside, and keep their order', () => {
  fc.assert(
    fc.property(
      fc.array(fc.double({ min: -50, max: 450, noNaN: true }), { minLength: 1, maxLength: 20 }),
      (wishes) => {
        const wanted = wishes.map((at, key) => ({ key, at }));
        const placed = placeLabels(wanted, 17, 0, 400);
        expect(placed).toHaveLength(wanted.length);
        placed.forEach((label, index) => {
          expect(label.placedAt).toBeGreaterThanOrEqual(-1e-6);
          expect(label.placedAt).toBeLessThanOrEqual(400 + 1e-6);
          const next = placed[index + 1];
          if (next === undefined) return;
          expect(next.placedAt - label.placedAt).toBeGreaterThanOrEqual(17 - 1e-6);
          expect(next.at).toBeGreaterThanOrEqual(label.at);
        });
      },
    ),
    { numRuns: 500, seed: 4 },
  );
});

test('a label with room stands exactly where it wants to', () => {
  const placed = placeLabels(
    [
      { key: 'a', at: 10 },
      { key: 'b', at: 90 },
    ],
    17,
    0,
    100,
  );
  expect(placed.map((label) => label.placedAt)).toEqual([10, 90]);
});

test('more labels than fit are spread evenly rather than lost', () => {
  const wanted = Array.from({ length: 11 }, (_, key) => ({ key, at: 5 }));
  const placed = placeLabels(wanted, 17, 0, 100).map((label) => label.placedAt);
  expect(placed[0]).toBeCloseTo(0);
  expect(placed[10]).toBeCloseTo(100);
});

const write = (value: number) => String(value);

test('a linear axis has round ticks', () => {
  const axis = buildLinearAxis({ domain: [0, 8_300], range: [0, 600], format: write, spacing: 76 });
  expect(axis.ticks.map((tick) => tick.value)).toContain(2_000);
  expect(axis.position(0)).toBe(0);
});

test('a log axis has ticks at 1, 2 and 5, fewer where they would crowd', () => {
  const plan = { domain: [0.9, 110], range: [400, 0], format: write } as const;
  const labels = (spacing: number) =>
    buildLogAxis({ ...plan, spacing }).ticks.map((tick) => tick.label);
  expect(labels(30)).toEqual(['1', '2', '5', '10', '20', '50', '100']);
  expect(labels(100)).toEqual(['1', '10', '100']);
});

test('a log axis over a narrow span still has ticks', () => {
  const axis = buildLogAxis({ domain: [11, 14], range: [0, 400], format: write, spacing: 40 });
  expect(axis.ticks.length).toBeGreaterThanOrEqual(2);
});

test('a log-probability axis gives each further nine the same room', () => {
  const axis = buildLogProbabilityAxis([0, 99.99], [0, 400], 40);
  const at = (percentile: number) => Math.round(axis.position(percentile));
  expect([at(0), at(90), at(99), at(99.9), at(99.99)]).toEqual([0, 100, 200, 300, 400]);
  expect(axis.ticks.map((tick) => tick.label)).toContain('p99.9');
  const positions = axis.ticks.map((tick) => axis.position(tick.value));
  positions.slice(1).forEach((position, index) => {
    expect(position - (positions[index] ?? 0)).toBeGreaterThanOrEqual(40);
  });
});

test('a ratio axis says per cent when narrow and multiples when wide', () => {
  const labels = (domain: [number, number]) =>
    buildRatioAxis(domain, [0, 200], 30).ticks.map((tick) => tick.label);
  expect(labels([0.7, 1.2])).toEqual(['−30%', '−20%', '−10%', '0%', '+10%', '+20%']);
  expect(labels([0.9, 9])).toEqual(['1×', '2×', '5×']);
});

test('text is cut to its room, and Chinese counts double', () => {
  expect(estimateTextWidthPx('多进', 10)).toBe(2 * estimateTextWidthPx('ab', 10));
  const cut = cutTextToPx('cache = memory, index = composite', 12, 100);
  // Both ends are kept: variants often differ in their last part.
  expect(cut).toMatch(/^cache.*….*site$/);
  expect(estimateTextWidthPx(cut, 12)).toBeLessThanOrEqual(100);
});

test('a band goes in steps from point to point and comes back to where its points are', () => {
  const plan = { format: String, spacing: 20 };
  const x = buildLinearAxis({ ...plan, domain: [0, 7], range: [64, 700] });
  const y = buildLinearAxis({ ...plan, domain: [0, 9], range: [200, 20] });
  const points = [0, 1.01, 1.02, 3, 7].map((at, index) => ({
    ...{ x: at, y: index, low: index - 0.001, high: index % 2 === 0 ? index : index + 1.234 },
  }));
  const path = drawBand(points, x, y);
  expect(path).toMatch(/^M[\d.]+,[\d.]+(l-?[\d.]+( [\d.]+|-[\d.]+))+Z$/);
  let at = [0, 0];
  const places = [...path.matchAll(/([Ml])(-?[\d.]+)[ ,]?(-?[\d.]+)/g)].map(
    ([, command, dx, dy]) => {
      const [fromX = 0, fromY = 0] = command === 'M' ? [0, 0] : at;
      at = [fromX + Number(dx), fromY + Number(dy)];
      return at;
    },
  );
  const wanted = [
    ...points.map((point) => [x.position(point.x), y.position(point.high)]),
    ...points.toReversed().map((point) => [x.position(point.x), y.position(point.low)]),
  ];
  expect(places).toHaveLength(wanted.length);
  for (const [index, [px = 0, py = 0]] of places.entries()) {
    expect(Math.abs(px - (wanted[index]?.[0] ?? 0))).toBeLessThan(0.051);
    expect(Math.abs(py - (wanted[index]?.[1] ?? 0))).toBeLessThan(0.051);
  }
});
