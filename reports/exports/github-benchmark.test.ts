// The arrays that the action reads: one a direction, ratios unless figures are asked for.
import { expect, test } from 'vitest';
import { buildComplete, buildInvalid } from '../fixtures/documents.ts';
import { csvFigures } from './csv.ts';
import { benchmarkBigger, benchmarkSmaller } from './github-benchmark.ts';
import { listRows } from './registry.ts';

interface Entry {
  readonly name: string;
  readonly unit: string;
  readonly value: number;
  readonly range?: string;
  readonly extra: string;
}

const read = (
  { direction, absolute = false }: { direction: 'smaller' | 'bigger'; absolute?: boolean },
  document = buildComplete(),
) => {
  const { render } = { smaller: benchmarkSmaller, bigger: benchmarkBigger }[direction];
  return JSON.parse(render(listRows(document), { absolute })) as Entry[];
};

test('ratios to the baseline with their interval, split by what is better', () => {
  const bigger = read({ direction: 'bigger' });
  const smaller = read({ direction: 'smaller' });
  expect(new Set(bigger.map(({ name }) => name.split(': ')[1]))).toEqual(new Set(['throughput']));
  expect(smaller).toHaveLength(4 * bigger.length);
  expect(bigger[0]).toMatchObject({
    name: 'crm / browse / closed-16 / cache=none,threads=single,index=composite: throughput',
    ...{ unit: 'ratio to baseline', value: 8.337, range: '8.1709 to 8.4794 (95% interval)' },
  });
});

test('figures in their own units only where they are asked for, without a range', () => {
  const smaller = read({ direction: 'smaller', absolute: true });
  const bigger = read({ direction: 'bigger', absolute: true });
  const units = new Map(
    [...smaller, ...bigger].map(({ name, unit }) => [name.split(': ')[1], unit]),
  );
  expect(units.get('p99 latency')).toBe('µs');
  expect(units.get('memory')).toBe('bytes');
  expect(units.get('throughput')).toBe('req/s');
  expect(units.get('success ratio')).toBe('ratio');
  expect([...smaller, ...bigger].filter(({ range }) => range !== undefined)).toEqual([]);
});

test('names are there once, so that no series is overwritten', () => {
  for (const absolute of [true, false]) {
    const names = read({ direction: 'smaller', absolute }).map(({ name }) => name);
    expect(new Set(names).size).toBe(names.length);
  }
});

test('an invalid run records nothing', () => {
  expect(read({ direction: 'smaller' }, buildInvalid())).toEqual([]);
});

test('a percentile that is not of all groups says of which it is', () => {
  const document = buildComplete();
  const pool = (groups: number): typeof document => ({
    ...document,
    scenarios: document.scenarios.map((scenario) => ({
      ...scenario,
      cells: scenario.cells.map((cell) => ({
        ...cell,
        metrics: cell.metrics.map((estimate) =>
          estimate.metric === 'latencyP99Us'
            ? {
                ...{ ...estimate, estimator: groups === 0 ? 'pooled' : 'typical-group' },
                perGroup: estimate.perGroup.map((value, index) => (index < groups ? value : null)),
              }
            : { ...estimate, estimator: 'typical-group' },
        ),
      })),
    })) as typeof document.scenarios,
  });
  const listMarked = (groups: number) =>
    read({ direction: 'smaller', absolute: true }, pool(groups)).filter(({ extra }) =>
      extra.includes('‡'),
    );
  const [pooled] = listMarked(0);
  expect(pooled).toMatchObject({
    name: expect.stringMatching(/p99 latency$/),
    extra: expect.stringContaining('is over all requests'),
  });
  expect(listMarked(3)[0]?.extra).toContain('in 3 of 8 groups');
  expect(listMarked(8)).toEqual([]);
  const csv = csvFigures.render(listRows(pool(3)), {});
  expect(csv).toContain('in 3 of 8 groups');
});
