// The self-test run small: our drivers against the server's own record, and the known faults of autocannon.
import { afterAll, describe, expect, it } from 'vitest';
import type { CriterionReport, SelftestReport } from '../../../reports/document/selftest.ts';
import { createAutocannonDriver } from '../../drivers/autocannon/driver.ts';
import { createOpenDriver } from '../../drivers/open/driver.ts';
import { createAutocannonPeer } from './autocannon-peer.ts';
import { selftestCases } from './cases.ts';
import { createDriverSubject } from './driver-subject.ts';
import { runSelftest } from './run-selftest.ts';
import type { CriterionName, SelftestCase } from './selftest-case.ts';
import type { SelftestSubject } from './subject.ts';

const open = createDriverSubject(createOpenDriver());
const autocannonDriver = createDriverSubject(createAutocannonDriver());
const rawAutocannon = createAutocannonPeer();

afterAll(() => rawAutocannon.close?.());

function caseNamed(name: string): SelftestCase {
  const found = selftestCases.find((one) => one.name === name);
  if (found === undefined) throw new Error(`no case called ${name}`);
  return found;
}

/** Cases in which nothing happens later than this are run shorter than in the self-test, ms. */
const smallMs = 400;
const inNeedOfTime = ['open-stall', 'open-5', 'open-100', 'closed-hangs', 'closed-one-drop'];
const small = (one: SelftestCase): SelftestCase =>
  inNeedOfTime.includes(one.name) ? one : { ...one, durationMs: smallMs };

const play = (subject: SelftestSubject, names: readonly string[]): Promise<SelftestReport> =>
  runSelftest({ subjects: [subject], cases: names.map((name) => small(caseNamed(name))), seed: 3 });

const criteriaOf = (report: SelftestReport): readonly CriterionReport[] =>
  report.cases.flatMap((one) => one.runs.flatMap((run) => run.criteria));

function find(report: SelftestReport, name: CriterionName): CriterionReport {
  const found = criteriaOf(report).find(({ criterion }) => criterion === name);
  if (found === undefined) throw new Error(`nothing was found of ${name}`);
  return found;
}

/** What a busy machine makes worse; everything else must hold on any machine. */
const isTiming = ({ direction }: CriterionReport) =>
  direction === 'pessimistic' || direction === 'pace';

describe.each([
  [
    open,
    [
      ...['closed-constant', 'closed-odd-chunks', 'closed-half-500', 'closed-resets'],
      ...['closed-half-answers', 'closed-one-drop', 'closed-announced-close', 'closed-hangs'],
      ...['open-100', 'open-stall', 'open-overload'],
    ],
  ],
  [
    autocannonDriver,
    [
      ...['closed-constant', 'closed-odd-chunks', 'closed-half-500', 'closed-resets'],
      ...['closed-half-answers', 'closed-one-drop', 'closed-hangs'],
    ],
  ],
] as const)('the driver $name', (subject, names) => {
  it('counts exactly and is never better than what the server recorded', async () => {
    const report = await play(subject, names);
    const runs = report.cases.flatMap((one) => one.runs);
    expect(runs.map(({ error }) => error)).toEqual(names.map(() => null));
    const untrue = runs.flatMap(({ caseName, criteria }) =>
      criteria
        .filter((found) => found.verdict !== 'met' && !isTiming(found))
        .map((found) => ({ caseName, ...found })),
    );
    expect(untrue).toEqual([]);
    expect(report.subjects[0]).toMatchObject({ optimistic: 0, notReported: 0 });
    expect(report.subjects[0]?.met).toBeGreaterThan(2 * names.length);
  });
});

describe('the known faults of autocannon as people use it', () => {
  it('show as more latencies than requests, and half the latency, at 5 a second', async () => {
    const report = await play(rawAutocannon, ['open-5']);
    const samples = find(report, 'samples');
    expect(samples.verdict).toBe('missed');
    expect(samples.reportedValue).toBeGreaterThan(5 * (samples.trueValue ?? 0));
    expect(find(report, 'p50')).toMatchObject({ verdict: 'missed', direction: 'optimistic' });
    expect(report.subjects[0]?.optimistic).toBeGreaterThan(0);
  });

  it('show as bursts, and as arrivals that are forgotten', async () => {
    const report = await play(rawAutocannon, ['open-overload', 'open-100']);
    expect(find(report, 'demand').verdict).toBe('missed');
    // The budget of a second is burnt at its start.
    expect(find(report, 'pace').reportedValue).toBeGreaterThan(300);
  });

  it('show as latencies of two requests after one dropped connection', async () => {
    const p50 = find(await play(rawAutocannon, ['closed-one-drop']), 'p50');
    expect(p50.verdict).not.toBe('met');
    expect(p50.reportedValue).toBeGreaterThan(1.5 * (p50.trueValue ?? 0));
  });

  it('show as answers that a server gives to whoever ignores Connection: close', async () => {
    const statuses = find(await play(rawAutocannon, ['closed-announced-close']), 'statuses');
    expect(statuses).toMatchObject({ verdict: 'missed', trueValue: 0 });
    expect(statuses.reportedValue).toBeGreaterThan(100);
  });

  it('show as time-outs that are in no latency', async () => {
    const report = await play(rawAutocannon, ['closed-hangs']);
    expect(find(report, 'tail')).toMatchObject({ verdict: 'missed', direction: 'optimistic' });
  });
});

describe('a subject', () => {
  const constant: SelftestCase = { ...caseNamed('closed-constant'), durationMs: 300 };

  it('that reports half of what it measured is caught, whatever the host does', async () => {
    const liar: SelftestSubject = {
      ...open,
      name: 'liar',
      async run(...args) {
        const { latency, ...others } = await open.run(...args);
        // Half of the true constant: the measured value may be far above it on a busy machine.
        return { ...others, latency: { ...latency, p50Us: Math.min(2_200, latency.p50Us ?? 0) } };
      },
    };
    const report = await runSelftest({ subjects: [liar], cases: [constant], seed: 1 });
    expect(find(report, 'p50')).toMatchObject({ verdict: 'missed', direction: 'optimistic' });
    expect(report.verdict).toBe('missed');
  });

  it('that breaks down fails its case and not the self-test', async () => {
    const broken: SelftestSubject = {
      ...{ name: 'broken', kind: 'driver', supports: () => true },
      run: () => Promise.reject(new Error('no socket')),
    };
    const report = await runSelftest({ subjects: [broken, open], cases: [constant], seed: 1 });
    expect(report.cases[0]?.runs.map(({ error }) => error)).toEqual(['no socket', null]);
    expect(report.subjects[0]).toMatchObject({ missed: 1, scoreRatio: 0 });
    expect(report.verdict).toBe('missed');
  });

  it('is not run where the self-test was interrupted', async () => {
    const signal = AbortSignal.abort();
    const run = runSelftest({ subjects: [open], cases: [constant], seed: 1, signal });
    await expect(run).rejects.toMatchObject({ code: 'INTERRUPTED' });
  });
});
