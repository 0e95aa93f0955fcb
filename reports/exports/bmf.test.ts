// The shape that Bencher reads, and what is kept from it.
import { expect, test } from 'vitest';
import type { ResultDocument } from '../document/result.ts';
import { buildComplete, buildInvalid, buildPartial } from '../fixtures/documents.ts';
import { bmf } from './bmf.ts';
import { listRows } from './registry.ts';

type Bmf = Record<string, Record<string, Record<string, number>>>;
const read = (document: ResultDocument) => JSON.parse(bmf.render(listRows(document), {})) as Bmf;

test('a benchmark a variant, with figures and with the ratio to the baseline and its bounds', () => {
  const benchmarks = read(buildComplete());
  expect(Object.keys(benchmarks)).toHaveLength(18);
  const composite = benchmarks['crm/browse/closed-16/cache=none,threads=single,index=composite'];
  expect(composite?.['latency-p99-us']).toEqual({ value: 4618 });
  expect(composite?.['throughput-rps-vs-baseline']).toEqual({
    ...{ value: 8.337, lower_value: 8.1709, upper_value: 8.4794 },
  });
});

test('measures are slugs, values finite numbers, and bounds hold the value', () => {
  for (const [measure, metric] of Object.values(read(buildComplete())).flatMap(Object.entries)) {
    expect(measure).toMatch(/^[a-z0-9]+(-[a-z0-9]+)*$/);
    const { value = Number.NaN, lower_value = value, upper_value = value } = metric;
    expect(Number.isFinite(value) && lower_value <= value && value <= upper_value).toBe(true);
  }
});

test('neither an invalid run nor a variant with wrong answers makes a record', () => {
  expect(read(buildInvalid())).toEqual({});
  expect(Object.keys(read(buildPartial())).filter((name) => name.includes('cluster'))).toEqual([]);
});
