// Counters are read out of Prometheus text, whatever stands around them.
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { parsePrometheusText, sumSeries } from './prometheus-text.ts';

const page = String.raw`# HELP http_requests_total Requests, "quoted" {and} braced.
# TYPE http_requests_total counter
http_requests_total{code="200",route="/a,b}"} 5 1700000000000
http_requests_total { code = "404" , route="say \"hi\"\\\n", } 2.5e1
http_requests_total{code="500"} 1 # {trace_id="a b"} 0.5 1700000000.1

# A comment of no kind.
plain_total 3
plain_total_created 1.7e9
absent_total NaN
endless_total +Inf
crm_requests_total{route="customer",status="200"} 7
crm_requests_total{route="search",status="503"} 2
broken_total{code="1" 5
broken_total{code=} 5
no_value_total
  indented_total	7
`;

test.each<readonly [string, Readonly<Record<string, string>>, number | undefined]>([
  ['http_requests_total', {}, 31],
  ['http_requests_total', { code: '200' }, 5],
  ['http_requests_total', { route: '/a,b}' }, 5],
  ['http_requests_total', { route: 'say "hi"\\\n' }, 25],
  ['http_requests_total', { code: '200', route: 'elsewhere' }, undefined],
  ['plain_total', {}, 3],
  ['plain_total', { code: '200' }, undefined],
  ['indented_total', {}, 7],
  ['crm_requests_total', {}, 9],
  ['crm_requests_total', { route: 'search' }, 2],
  ['absent_total', {}, Number.NaN],
  ['endless_total', {}, Number.NaN],
  ['broken_total', {}, undefined],
  ['no_value_total', {}, undefined],
  ['http_requests', {}, undefined],
])('%s with the labels %j adds up to its series alone', (metric, labels, total) => {
  for (const text of [page, page.replaceAll('\n', '\r\n')])
    expect(sumSeries(parsePrometheusText(text), metric, labels)).toBe(total);
});

test('a metric that is declared and has no series yet is known by its name', () => {
  const text = parsePrometheusText('# TYPE quiet_total counter\n# HELP other_total Other.\n');
  expect([...text.declared]).toEqual(['quiet_total', 'other_total']);
  expect(text.samples).toEqual([]);
});

const labelName = fc.stringMatching(/^[a-zA-Z_][a-zA-Z0-9_]{0,8}$/);
const sample = fc.record({
  name: fc.stringMatching(/^[a-zA-Z_:][a-zA-Z0-9_:]{0,12}$/),
  labels: fc.dictionary(labelName, fc.string({ unit: 'binary' }), {
    maxKeys: 4,
    noNullPrototype: true,
  }),
  value: fc.oneof(fc.nat(), fc.double({ noNaN: true, noDefaultInfinity: true })),
  rest: fc.constantFrom('', ' 1700000000000', ' # {a="b"} 1', ' 17 # {} 1 2'),
});

const escapeLabel = (text: string) =>
  text.replaceAll('\\', '\\\\').replaceAll('"', '\\"').replaceAll('\n', '\\n');

test('whatever was written as the format says is read back', () => {
  const property = fc.property(fc.array(sample, { maxLength: 8 }), (samples) => {
    // A carriage return would be read as part of a line's end; the format has no way to write one apart.
    fc.pre(samples.every(({ labels }) => !Object.values(labels).some((one) => one.includes('\r'))));
    const lines = samples.map(({ name, labels, value, rest }) => {
      const pairs = Object.entries(labels).map(([key, text]) => `${key}="${escapeLabel(text)}"`);
      return `${name}${pairs.length > 0 ? `{${pairs.join(',')}}` : ''} ${value}${rest}`;
    });
    const read = parsePrometheusText(`# TYPE x counter\n${lines.join('\n')}\n`).samples;
    expect(
      read.map(({ name, labels, value }) => ({
        name,
        labels: Object.fromEntries(labels),
        value: value + 0,
      })),
    ).toEqual(samples.map(({ name, labels, value }) => ({ name, labels, value: value + 0 })));
  });
  fc.assert(property, { seed: 1, numRuns: 300 });
});

test('no text at all makes it fail or hang', () => {
  const property = fc.property(fc.string({ unit: 'binary', maxLength: 300 }), (text) => {
    for (const { name, value } of parsePrometheusText(`a{${text}\n${text}`).samples) {
      expect(name).not.toBe('');
      expect(typeof value).toBe('number');
    }
  });
  fc.assert(property, { seed: 2, numRuns: 300 });
});

test.each([
  ['a label of megabytes', `a{b="${'x'.repeat(8_000_000)}"} 1`],
  ['a label without end', `a{b="${'\\n'.repeat(4_000_000)}`],
  ['a name of megabytes', `${'a'.repeat(8_000_000)} 1`],
  ['labels without end', `a{${'b="c",'.repeat(1_000_000)}`],
])('%s is passed over, and what stands beside it is read', (_what, line) => {
  const { samples } = parsePrometheusText(`before 1\n${line}\nafter 2\n`);
  expect(samples.map(({ name, value }) => [name, value])).toEqual([
    ['before', 1],
    ['after', 2],
  ]);
});
