// Each check fails or warns for its own reason, and never says ok of what it has not seen.
import { describe, expect, it } from 'vitest';
import { buildHistogram, encodeHistogram, recordLatency } from '../../measurement/histogram.ts';
import type {
  GroupEndedRecord,
  RunRecord,
  SliceRecord,
  TrialRecord,
} from '../../measurement/records.ts';
import { buildPlan } from '../../plan/build-plan.ts';
import { buildTestExperiment, buildTestScenario } from '../../plan/test-experiment.ts';
import type { Experiment } from '../../spec/experiment.ts';
import { buildTestRecords, type TestRunOptions } from '../test-run.ts';
import { analyseRun } from './analyse-run.ts';

interface Setup extends TestRunOptions {
  readonly experiment?: Partial<Experiment>;
  readonly changeRecord?: (record: RunRecord) => RunRecord;
  readonly placement?: Readonly<Record<string, string>>;
}

function judge(setup: Setup = {}) {
  const experiment = buildTestExperiment({
    scenarios: [buildTestScenario('browse')],
    slices: { slicesPerGroup: 2, sliceMs: 100, dropFirstMs: 0, warmupMs: 0, loadMs: 2_000 },
    groups: 4,
    ...setup.experiment,
  });
  const plan = buildPlan(experiment, { variantPatterns: ['cache=memory,threads=single'] });
  const records = buildTestRecords(experiment, plan, setup);
  const { validity, headline, scenarios, configurationChecks, warnings } = analyseRun({
    experiment,
    plan,
    records: setup.changeRecord ? records.map(setup.changeRecord) : records,
    placement: setup.placement ?? { service: '0', generator: '1' },
  });
  const statuses = Object.fromEntries(validity.checks.map(({ name, status }) => [name, status]));
  const details = Object.fromEntries(
    validity.checks.map(({ name, detail }) => [name, detail.text]),
  );
  return {
    status: validity.status,
    statuses,
    details,
    headline,
    scenarios,
    configurationChecks,
    warnings,
  };
}

const inTrials = (change: Partial<TrialRecord>): Setup => ({
  change: (trial) => ({ ...trial, ...change }),
});
const inEndings = (change: Partial<GroupEndedRecord>): Setup => ({
  changeRecord: (record) => (record.kind === 'group-ended' ? { ...record, ...change } : record),
});
const punctual = { cpuNs: 1e6, eventLoopDelayP99Us: 100, lateStartMs: 0.1, isLate: false };
const late = { ...punctual, lateStartMs: 40, isLate: true };

const inSlices = (change: Partial<SliceRecord>): Setup => ({
  change: (trial) => ({ ...trial, slices: trial.slices.map((slice) => ({ ...slice, ...change })) }),
});

/** Open-loop trials with latencies about 16 ms at the median, and sends so late. */
function lateBy({ p50Us, p99Us }: { readonly p50Us: number; readonly p99Us: number }): Setup {
  const lateness = buildHistogram();
  for (let each = 0; each < 1_000; each += 1) {
    recordLatency(lateness, each < 950 ? p50Us : p99Us);
  }
  const sendLateness = encodeHistogram(lateness);
  return {
    change: (trial) => ({ ...trial, measurement: { ...trial.measurement, sendLateness } }),
  };
}

describe('validity', () => {
  it('is ok in all checks for a healthy run', () => {
    const { status, statuses } = judge();
    expect(status).toBe('valid');
    expect(Object.keys(statuses)).toHaveLength(19);
    expect(new Set(Object.values(statuses))).toEqual(new Set(['ok']));
  });

  it.each<readonly [string, string, Setup]>([
    ['enough-valid-groups', '2 of 4', { voidGroups: [0, 1] }],
    ['void-groups-within-limit', '2 of 4', { voidGroups: [0, 1] }],
    [
      'requests-add-up',
      '0 of 8',
      { change: (trial) => ({ ...trial, counts: { ...trial.counts, inFlightAtEnd: 1 } }) },
    ],
    ['service-counter-agrees', 'unexplained difference', inTrials({ serviceCountedRequests: 1 })],
    [
      'service-loaded',
      'requests of browse (16 connections, closed loop): something else answered them',
      inTrials({ serviceCountedRequests: 0 }),
    ],
    ['connections-as-asked', '8 of 8 trials', inTrials({ connectionsOpened: 31 })],
    ['generator-not-the-bottleneck', '16 of 16 slices', inSlices({ generatorCpuRatio: 0.99 })],
    [
      'generators-start-together',
      '16 of 16 slices',
      { ...inSlices({ generators: [punctual, late] }), experiment: { generators: 2 } },
    ],
    [
      'generators-start-together',
      '16 of 16 slices lack one of the 3',
      { ...inSlices({ generators: [punctual, punctual] }), experiment: { generators: 3 } },
    ],
    [
      'generators-start-together',
      '16 of 16 slices lack one of the 2',
      { experiment: { generators: 2 } },
    ],
    ['foreign-cpu-within-limit', '50%', inEndings({ foreignCpuRatio: 0.5 })],
    ['clock-steady', 'at most 501 ms', inEndings({ clockJumpMs: -501 })],
    ['sends-on-time', '8 of 8 open-loop trials', lateBy({ p50Us: 8_000, p99Us: 8_000 })],
    [
      'generator-event-loop-on-time',
      '16 of 16 slices',
      inSlices({ generatorEventLoopDelayP99Us: 60_000 }),
    ],
    [
      'order-randomised',
      '0 of 4 blocks',
      // All slices of the baseline first, then all of the other variant: AABB.
      {
        change: (trial) => ({
          ...trial,
          slices: trial.slices.map((slice, index) => ({
            ...slice,
            position: index + (trial.variantId.includes('memory') ? trial.slices.length : 0),
          })),
        }),
      },
    ],
  ])(
    'fails in %s, names the figures (%s) and takes away the conclusion',
    (name, figures, setup) => {
      const { status, statuses, details, headline, scenarios } = judge(setup);
      expect(statuses[name]).toBe('failed');
      expect(details[name]).toContain(figures);
      expect(status).toBe('invalid');
      expect(headline.kind).toBe('no-conclusion');
      expect(headline.reasons.map(({ text }) => text)).toContain(details[name]);
      expect(scenarios[0]?.recommendation).toBeNull();
    },
  );

  it.each<readonly [string, Setup]>([
    ['void-groups-within-limit', { voidGroups: [1] }],
    ['service-counter-agrees', inTrials({ serviceCountedRequests: undefined })],
    ['connections-as-asked', inTrials({ connectionsOpened: 33 })],
    ['generator-not-the-bottleneck', inSlices({ generatorCpuRatio: undefined })],
    ['bodies-checked', inTrials({ checkedBodies: 0 })],
    ['bodies-checked', inTrials({ wrongBodies: 2 })],
    ['placement-fixed', { placement: {} }],
    ['placement-fixed', { experiment: { placement: 'none' } }],
    ['foreign-cpu-within-limit', inEndings({ foreignCpuRatio: undefined })],
    ['steal', inEndings({ stealRatio: undefined })],
    ['cpu-pressure', inEndings({ cpuPressureRatio: undefined })],
    ['cpu-pressure', inEndings({ cpuPressureRatio: 0.9 })],
    ['clock-steady', inEndings({ clockJumpMs: undefined })],
    ['generator-has-its-cpu', inEndings({ generatorWaitRatio: undefined })],
    ['generator-has-its-cpu', inEndings({ generatorWaitRatio: 0.7 })],
    ['generator-event-loop-on-time', inSlices({ generatorEventLoopDelayP99Us: undefined })],
    [
      'variants-as-planned',
      {
        changeRecord: (record) =>
          record.kind === 'configuration' ? { ...record, configHash: undefined } : record,
      },
    ],
  ])('warns in %s where there is a caveat or no data', (name, setup) => {
    const { status, statuses } = judge(setup);
    expect(statuses[name]).toBe('warning');
    expect(status).toBe('valid');
  });

  it('asks several generators for their common start, and one for nothing', () => {
    const name = 'generators-start-together';
    const both = {
      ...inSlices({ generators: [punctual, punctual] }),
      experiment: { generators: 2 },
    };
    expect(judge(both).statuses[name]).toBe('ok');
    expect(judge().statuses[name]).toBeUndefined();
  });

  it('fails where a service used no CPU time for answers that nobody counted', () => {
    const busy = (sent: number, serviceCpuNs: number): Setup => ({
      change: (trial) => ({
        ...trial,
        counts: { ...trial.counts, scheduled: sent, succeeded: sent },
        ...{ serviceCountedRequests: undefined, resources: { ...trial.resources, serviceCpuNs } },
      }),
    });
    const { statuses, details } = judge(busy(400, 0));
    expect(statuses['service-loaded']).toBe('failed');
    expect(details['service-loaded']).toContain('used no CPU time for 1600 requests of browse');
    expect(judge(busy(400, 1)).statuses['service-loaded']).toBe('ok');
    // So few requests may cost less than a tick.
    expect(judge(busy(200, 0)).statuses['service-loaded']).toBe('ok');
  });

  it('says that nothing was due, and nothing else, where a rate was too low for any request', () => {
    const load = { kind: 'open', rateRps: 0.01, arrivals: 'poisson', maxConnections: 10 } as const;
    const nothing = { scheduled: 0, succeeded: 0, failed: 0, timedOut: 0, inFlightAtEnd: 0 };
    const { status, headline, details, scenarios } = judge({
      experiment: { loads: [{ id: 'open-0.01', load }] },
      changeRecord: (record) =>
        record.kind === 'trial'
          ? { ...record, counts: { ...nothing, dropped: 0 }, serviceCountedRequests: 0 }
          : record,
    });
    expect(status).toBe('invalid');
    expect(headline.reasons.map(({ text }) => text)).toEqual([details['service-loaded']]);
    expect(details['service-loaded']).toBe(
      'No request of browse (0.01 requests per second over 10 connections) was due.',
    );
    const codes = scenarios[0]?.cells.flatMap(({ warnings }) => warnings.map(({ code }) => code));
    expect(new Set(codes)).toEqual(new Set(['NOTHING_SENT']));
  });

  it('says so where a script sent nothing, and judges the rate by its iterations', () => {
    const load = { kind: 'open', rateRps: 400, arrivals: 'uniform', maxConnections: 10 } as const;
    const nothing = { scheduled: 0, succeeded: 0, failed: 0, timedOut: 0, inFlightAtEnd: 0 };
    const withArrivals = (arrivals: number) =>
      judge({
        experiment: { loads: [{ id: 'open-400', load }] },
        changeRecord: (record) =>
          record.kind === 'trial'
            ? { ...record, counts: { ...nothing, dropped: 0 }, arrivals }
            : record,
      });
    const { details } = withArrivals(80);
    expect(details['service-loaded']).toBe(
      'The script of browse (400 requests per second over 10 connections) sent no request in 320 iterations.',
    );
  });

  it('says of the load of a script that its rate is one of iterations', () => {
    const ref = { kind: 'k6-script', name: 'browse', path: '/s.js' } as const;
    const scenarios = [{ ...buildTestScenario('browse'), ref }];
    const [script] = judge({ experiment: { scenarios } }).scenarios;
    expect(script?.load).toMatchObject({ arrivalsAre: 'iterations' });
    expect(judge({}).scenarios[0]?.load).not.toHaveProperty('arrivalsAre');
  });

  it('tells the checks of a script that ask for a time, and lets them spoil nothing', () => {
    const speedChecks = { 'under 3 ms': { made: 10, missed: 4 }, easy: { made: 10, missed: 0 } };
    const { status, scenarios } = judge(inTrials({ speedChecks }));
    expect(status).toBe('valid');
    const warnings = scenarios[0]?.cells[0]?.warnings ?? [];
    const told = warnings.find(({ code }) => code === 'SPEED_CHECKS_MISSED');
    expect(told?.message?.text).toContain('"under 3 ms" in 16 of 40.');
    expect(scenarios[0]?.cells[0]?.wrongBodies).toBe(0);
  });

  it('takes sends that are late by a small part of the latency', () => {
    const { statuses } = judge(lateBy({ p50Us: 900, p99Us: 3_000 }));
    expect(statuses['sends-on-time']).toBe('ok');
  });

  it('leaves out the percentiles of a late tail, and decides by the highest below them', () => {
    const load = { kind: 'open', rateRps: 500, arrivals: 'poisson', maxConnections: 64 } as const;
    const experiment = { loads: [{ id: 'open', load }] };
    const onTime = judge({ experiment, ...lateBy({ p50Us: 100, p99Us: 100 }) });
    const late = judge({ experiment, ...lateBy({ p50Us: 100, p99Us: 30_000 }) });
    expect([onTime.status, late.status]).toEqual(['valid', 'valid']);
    expect([onTime.statuses['sends-on-time'], late.statuses['sends-on-time']]).toEqual([
      'ok',
      'warning',
    ]);
    expect(late.details['sends-on-time']).toContain('8 of 8 open-loop trials');
    expect(onTime.scenarios[0]?.primaryMetric).toBe('latencyP99Us');
    expect(late.scenarios[0]?.primaryMetric).toBe('latencyP95Us');
    const listMetrics = ({ scenarios }: typeof late) =>
      scenarios[0]?.cells.flatMap(({ metrics, comparisons }) =>
        [...metrics, ...comparisons].map(({ metric }) => metric),
      );
    expect(listMetrics(onTime)).toContain('latencyP99Us');
    expect(listMetrics(late)).toContain('latencyP95Us');
    expect(listMetrics(late)).not.toContain('latencyP99Us');
    expect(late.warnings.map(({ code }) => code)).toContain('LATE_SENDS');
    expect(onTime.warnings.map(({ code }) => code)).not.toContain('LATE_SENDS');
  });

  it('takes a late tail in a fifth of the trials, of whichever variant', () => {
    let trials = 0;
    const [isLate, isOnTime] = [30_000, 100].map((p99Us) => lateBy({ p50Us: 100, p99Us }).change);
    const seldom = judge({
      change: (trial) => (trials++ === 0 ? isLate : isOnTime)?.(trial) ?? trial,
    });
    expect(seldom.statuses['sends-on-time']).toBe('warning');
    expect(seldom.scenarios[0]?.cells[0]?.metrics.map(({ metric }) => metric)).toContain(
      'latencyP99Us',
    );
  });

  it('allows the counter to differ by the requests whose end was not seen', () => {
    const { statuses } = judge({
      change: (trial) => ({
        ...trial,
        counts: {
          ...trial.counts,
          scheduled: trial.counts.scheduled + 3,
          inFlightAtEnd: 3,
        },
        serviceCountedRequests: (trial.serviceCountedRequests ?? 0) + 3,
      }),
    });
    expect(statuses['service-counter-agrees']).toBe('ok');
    expect(statuses['requests-add-up']).toBe('ok');
  });

  it.each([
    [4, 'ECONNRESET', 'ok'],
    [5, 'ECONNRESET', 'failed'],
    [1, 'status 500', 'failed'],
  ])('lets %i answers be missing of 4 failures by %s: %s', (missing, reason, status) => {
    const { statuses } = judge({
      change: (trial) => ({
        ...trial,
        counts: { ...trial.counts, scheduled: trial.counts.scheduled + 4, failed: 4 },
        failureReasons: { [reason]: 4 },
        serviceCountedRequests: (trial.serviceCountedRequests ?? 0) + 4 - missing,
      }),
    });
    expect(statuses['service-counter-agrees']).toBe(status);
  });
});

it('tells the cause alone where all groups are void', () => {
  const { status, statuses, headline } = judge({ voidGroups: [0, 1, 2, 3] });
  expect(status).toBe('invalid');
  expect(statuses).toEqual({ 'void-groups-within-limit': 'failed' });
  expect(headline.reasons.map(({ text }) => text)).toEqual([
    'All 4 groups that ended are void: Foreign CPU 0.4, limit 0.2.',
  ]);
});

describe('configuration check', () => {
  const baseline = 'cache=none,threads=single';
  const memory = 'cache=memory,threads=single';

  it('fails where two variants say the same of themselves', () => {
    const { status, statuses, details, configurationChecks } = judge({
      behaviours: { [baseline]: { configHash: 'x' }, [memory]: { configHash: 'x' } },
    });
    expect(statuses['variants-as-planned']).toBe('failed');
    expect(status).toBe('invalid');
    expect(details['variants-as-planned']).toContain(memory);
    expect(configurationChecks.map((each) => each.status)).toEqual([
      'same-as-another',
      'same-as-another',
    ]);
  });

  it('sees through hashes that differ by a port only', () => {
    const config = { CRM_CACHE: 'none', CRM_THREADS: 'single' };
    const { statuses } = judge({
      behaviours: { [baseline]: { config }, [memory]: { config: { ...config, PORT: 5 } } },
    });
    expect(statuses['variants-as-planned']).toBe('failed');
  });

  it('fails where a setting is echoed otherwise than planned', () => {
    const { details, statuses } = judge({
      behaviours: { [memory]: { config: { CRM_CACHE: 'redis', CRM_THREADS: 'single' } } },
    });
    expect(statuses['variants-as-planned']).toBe('failed');
    expect(details['variants-as-planned']).toContain('CRM_CACHE=redis; planned was memory');
  });

  it('expects the same of an A/A pair', () => {
    const levels = { cache: 'none', threads: 'single' };
    const experiment = buildTestExperiment({
      scenarios: [buildTestScenario('browse')],
      groups: 3,
      design: {
        kind: 'named',
        variants: [
          { name: 'a', levels },
          { name: 'a-again', levels },
        ],
      },
    });
    const plan = buildPlan(experiment);
    const behaviours = { a: { configHash: 'x' }, 'a-again': { configHash: 'x' } };
    const records = buildTestRecords(experiment, plan, { behaviours });
    const { configurationChecks, validity } = analyseRun({ experiment, plan, records });
    expect(configurationChecks.map((each) => each.status)).toEqual(['as-planned', 'as-planned']);
    expect(validity.status).toBe('valid');
  });
});
