import { expect, test } from 'vitest';
import { findToxicProblems, parseToxic } from './toxic.ts';

test('what a toxic leaves out is filled in as Toxiproxy does', () => {
  expect(parseToxic({ type: 'latency', attributes: { latency: 300 } }, 'toxics.0')).toEqual({
    name: 'latency_downstream',
    type: 'latency',
    stream: 'downstream',
    toxicity: 1,
    attributes: { latency: 300, jitter: 0 },
  });
  expect(parseToxic({ type: 'reset_peer', stream: 'upstream' }, 'toxics.0')).toMatchObject({
    name: 'reset_peer_upstream',
    attributes: { timeout: 0 },
  });
});

test('a toxic that is complete comes out as it went in', () => {
  const toxics = [
    { type: 'latency', attributes: { latency: 0.5, jitter: 3 } },
    { type: 'bandwidth', attributes: { rate: 64 } },
    { type: 'slow_close', attributes: { delay: 10 } },
    { type: 'timeout', attributes: { timeout: 0 } },
    { type: 'reset_peer', attributes: { timeout: 5 } },
    { type: 'slicer', attributes: { average_size: 64, size_variation: 32, delay: 10 } },
    { type: 'limit_data', attributes: { bytes: 1000 } },
  ].map((toxic) => ({ name: 'x', stream: 'upstream', toxicity: 0.25, ...toxic }));
  for (const toxic of toxics) expect(parseToxic(toxic, 'toxic')).toEqual(toxic);
});

test('every problem is told with its path', () => {
  const toxic = {
    ...{ name: 'a b', type: 'slicer', stream: 'up', toxicity: 1.5, rate: 3 },
    attributes: { average_size: 1.5, size_variation: 2, jitter: 0, delay: Number.NaN },
  };
  const problems = findToxicProblems(toxic, ['faults', 0]);
  expect(problems.map(({ path }) => path.join('.')).sort()).toEqual([
    'faults.0.attributes.average_size',
    'faults.0.attributes.delay',
    'faults.0.attributes.jitter',
    'faults.0.attributes.size_variation',
    'faults.0.name',
    'faults.0.rate',
    'faults.0.stream',
    'faults.0.toxicity',
  ]);
});

test.each([
  [7, 'toxics.0: must be an object, not 7'],
  [{}, 'toxics.0.type: is missing; known are latency, bandwidth'],
  [{ type: 'lag' }, 'toxics.0.type: "lag" is unknown'],
  [{ type: 'toString' }, 'toxics.0.type: "toString" is unknown'],
  [{ type: 'bandwidth' }, 'toxics.0.attributes.rate: is missing'],
  [{ type: 'timeout', attributes: [] }, 'toxics.0.attributes: must be an object, not a list'],
  [{ type: 'timeout', attributes: { timeout: '5' } }, 'a number from 0 to 86400000, not "5"'],
])('%j is no toxic, and the error says where', (value, text) => {
  expect(() => parseToxic(value, 'toxics.0')).toThrow(
    expect.objectContaining({ code: 'CONFIG_INVALID', message: expect.stringContaining(text) }),
  );
});
