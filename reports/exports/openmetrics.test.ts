// The text is parsed by the grammar of OpenMetrics 1.0 and read back.
import { expect, test } from 'vitest';
import type { FaultsDocument } from '../document/faults.ts';
import type { ResultDocument } from '../document/result.ts';
import {
  buildComplete,
  buildInjection,
  buildInvalid,
  buildPartial,
  buildSixty,
} from '../fixtures/documents.ts';
import {
  buildCleanFaults,
  buildFaults,
  buildHostileFaults,
  buildInvalidFaults,
} from '../fixtures/faults-document.ts';
import { openmetrics } from './openmetrics.ts';
import { listRows } from './registry.ts';

const renderOpenmetrics = (document: ResultDocument, faults?: FaultsDocument) =>
  openmetrics.render(listRows(document, faults), {});
const renderFaultMetrics = (faults: FaultsDocument) =>
  openmetrics.render(listRows(undefined, faults), {});

interface Parsed {
  readonly family: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly value: number;
}

const label = /([a-zA-Z_][a-zA-Z0-9_]*)="((?:[^"\\\n]|\\["\\n])*)"(,|$)/y;

/** Throws where a line does not follow the grammar or the order of the metadata. */
function parse(text: string): Parsed[] {
  expect(text.endsWith('\n# EOF\n')).toBe(true);
  const types = new Map<string, string>();
  const seen = new Set<string>();
  let family = '';
  return text
    .slice(0, -'# EOF\n'.length)
    .trimEnd()
    .split('\n')
    .flatMap((line): Parsed[] => {
      const meta = /^# (TYPE|UNIT|HELP) ([a-z][a-z0-9_]*) (.+)$/.exec(line);
      if (meta?.[1] === 'TYPE') {
        family = meta[2] ?? '';
        if (types.has(family)) throw new Error(`two families ${family}`);
        types.set(family, meta[3] ?? '');
      }
      if (meta !== null) {
        expect(meta[2]).toBe(family);
        if (meta[1] === 'UNIT') expect(family.endsWith(`_${meta[3]}`)).toBe(true);
        return [];
      }
      const sample = /^([a-z][a-z0-9_]*)\{(.*)\} (-?\d+(?:\.\d+)?(?:e[+-]\d+)?)$/.exec(line);
      if (sample === null) throw new Error(`no sample: ${line}`);
      const suffix = types.get(family) === 'info' ? '_info' : '';
      expect(sample[1]).toBe(`${family}${suffix}`);
      if (seen.has(`${sample[1]}${sample[2]}`)) throw new Error(`twice: ${line}`);
      seen.add(`${sample[1]}${sample[2]}`);
      return [{ family, labels: parseLabels(sample[2] ?? ''), value: Number(sample[3]) }];
    });
}

function parseLabels(text: string): Record<string, string> {
  const labels: Record<string, string> = {};
  label.lastIndex = 0;
  while (label.lastIndex < text.length) {
    const found = label.exec(text);
    if (found === null) throw new Error(`no labels: ${text}`);
    const [, key = '', value = ''] = found;
    labels[key] = value.replace(/\\(.)/g, '$1');
  }
  return labels;
}

test.each([
  ['complete', buildComplete],
  ['partial', buildPartial],
  ['injection', buildInjection],
  ['invalid', buildInvalid],
  ['sixty', () => buildSixty(2)],
])('%s follows the grammar', (_, build) => {
  expect(parse(renderOpenmetrics(build())).length).toBeGreaterThan(5);
});

test.each([
  ['faults', buildFaults],
  ['clean', buildCleanFaults],
  ['invalid', buildInvalidFaults],
  ['hostile', () => buildHostileFaults()],
])('%s under faults follow the grammar, alone and beside a comparison', (_, build) => {
  const alone = parse(renderFaultMetrics(build()));
  const [info, ...more] = alone;
  expect(info?.family).toBe('loadstone_run');
  expect(parse(renderOpenmetrics(buildComplete(), build())).slice(-more.length)).toEqual(more);
});

test('figures under faults are in base units, and what was not seen to end is absent', () => {
  const samples = parse(renderFaultMetrics(buildFaults()));
  const find = (family: string, fault: string, variant = 'cache=redis,threads=cluster') =>
    samples.find(
      ({ family: name, labels }) =>
        name === family && labels.fault === fault && labels.variant === variant,
    )?.value;
  expect(find('loadstone_fault_longest_outage_seconds', 'service-paused')).toBe(4.5);
  expect(find('loadstone_fault_recovery_seconds', 'redis-killed')).toBe(5.75);
  expect(find('loadstone_fault_availability_ratio', 'service-paused')).toBeCloseTo(0.63, 2);
  // Users of this one never noticed, which is not the same as at once.
  const unnoticed = ['redis-killed', 'cache=tiered,threads=cluster'] as const;
  expect(find('loadstone_fault_groups', ...unnoticed)).toBe(3);
  expect(find('loadstone_fault_detection_seconds', ...unnoticed)).toBeUndefined();
  expect(
    find('loadstone_fault_groups', 'worker-killed', 'cache=none,threads=single'),
  ).toBeUndefined();
});

test('where data are wrong their number stands and no figure, and what nobody audited is no zero', () => {
  const familiesOf = (document: ReturnType<typeof buildFaults>) => {
    const found = parse(renderFaultMetrics(document)).filter(
      ({ labels }) =>
        labels.variant === 'cache=memory,threads=single' && labels.fault === 'postgres-paused',
    );
    return [...new Set(found.map(({ family }) => family))];
  };
  const document = buildFaults();
  expect(familiesOf(document)).toEqual([
    'loadstone_fault_audit',
    'loadstone_fault_wrong_data',
    'loadstone_fault_acknowledged_writes',
  ]);
  const cells = document.faults.cells.map((cell) => ({
    ...cell,
    figures: cell.figures && {
      ...{ ...cell.figures, audit: { ...cell.figures.audit, status: 'unknown' as const } },
    },
  }));
  const unknown = familiesOf({ ...document, faults: { ...document.faults, cells } });
  expect(unknown).not.toContain('loadstone_fault_wrong_data');
  expect(unknown).toContain('loadstone_fault_availability_ratio');
});

test('of invalid faults no gate passes and no figure is written', () => {
  const samples = parse(renderFaultMetrics(buildInvalidFaults()));
  const holding = samples.filter(
    ({ family, value }) => family === 'loadstone_fault_gate' && value === 1,
  );
  expect(holding.map(({ labels }) => labels.loadstone_fault_gate)).toEqual(['error']);
  expect(samples.filter(({ family }) => /_ratio$|_seconds$/.test(family))).toEqual([]);
});

test('figures are in base units', () => {
  const samples = parse(renderOpenmetrics(buildComplete()));
  const find = (family: string) =>
    samples.find(
      (sample) =>
        sample.family === family &&
        sample.labels.scenario === 'browse' &&
        sample.labels.variant === 'cache=none,threads=single,index=composite',
    )?.value;
  expect(find('loadstone_latency_p99_seconds')).toBe(0.004618);
  expect(find('loadstone_success_ratio')).toBe(1);
  expect(find('loadstone_throughput_requests_per_second')).toBeCloseTo(7876, -1);
  expect(find('loadstone_rss_bytes')).toBeGreaterThan(1e8);
});

test('of the states of a gate exactly one holds', () => {
  const document = buildPartial();
  const states = parse(renderOpenmetrics(document)).filter(
    ({ family }) => family === 'loadstone_gate',
  );
  expect(states).toHaveLength(4 * document.gates.length);
  const holding = states.filter(({ value }) => value === 1);
  expect(holding.map(({ labels }) => labels.loadstone_gate)).toEqual(
    document.gates.map((gate) => gate.status),
  );
});

test('an invalid run has no figures, only that it is invalid and why', () => {
  const samples = parse(renderOpenmetrics(buildInvalid()));
  const families = new Set(samples.map(({ family }) => family));
  expect([...families].toSorted()).toEqual([
    'loadstone_check_passed',
    'loadstone_gate',
    'loadstone_run',
    'loadstone_valid',
    'loadstone_wrong_answers',
  ]);
  expect(samples.find(({ family }) => family === 'loadstone_valid')?.value).toBe(0);
});

test('a variant with wrong answers shows their number and no speed', () => {
  const samples = parse(renderOpenmetrics(buildPartial())).filter(({ labels }) =>
    labels.variant?.includes('threads=cluster'),
  );
  const families = samples
    .filter(({ family }) => family !== 'loadstone_gate')
    .map(({ family, value }) => [family, value]);
  expect(families).toEqual([['loadstone_wrong_answers', 41]]);
});

test('labels come back as they were', () => {
  const name = 'back\\slash "quote" \\n';
  const document = buildComplete();
  const samples = parse(renderOpenmetrics({ ...document, run: { ...document.run, name } }));
  expect(samples[0]?.labels.experiment).toBe(name);
});
