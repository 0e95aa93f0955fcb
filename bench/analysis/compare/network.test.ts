// From records of the network to what the document says of it, and when it is a caveat.
import { expect, test } from 'vitest';
import type { NetworkRecord, RunRecord } from '../../measurement/records.ts';
import { buildPlan } from '../../plan/build-plan.ts';
import { buildTestExperiment, buildTestScenario } from '../../plan/test-experiment.ts';
import { buildTestRecords } from '../test-run.ts';
import { analyseRun } from './analyse-run.ts';

const memory = 'cache=memory,threads=single';
const none = 'cache=none,threads=single';

/** A run whose records of each group have the network that is asked for. @param shareOf of the baseline's p50 */
function analyse(shareOf: Readonly<Record<string, number>>, lost = 0) {
  const experiment = buildTestExperiment({ scenarios: [buildTestScenario('browse')] });
  const plan = buildPlan(experiment, { variantPatterns: [memory] });
  const records = buildTestRecords(experiment, plan, {});
  const p50Us =
    analyseRun({ experiment, plan, records })
      .scenarios[0]?.cells.find(({ variantId }) => variantId === none)
      ?.metrics.find(({ metric }) => metric === 'latencyP50Us')?.value ?? 0;
  const networkOf = (group: number): NetworkRecord => ({
    ...{ kind: 'network', group, sentSegments: 10_000, retransmittedSegments: lost },
    variants: Object.entries(shareOf).map(([variantId, share]) => ({
      ...{ variantId, interface: 'eth0', mtuBytes: 1_500 },
      rttUs: share * p50Us * (1 + 0.01 * (group % 3)),
    })),
  });
  const withNetwork = records.flatMap((record): RunRecord[] =>
    record.kind === 'group-ended' && Object.keys(shareOf).length > 0
      ? [networkOf(record.group), record]
      : [record],
  );
  const analysis = analyseRun({ experiment, plan, records: withNetwork });
  const told = analysis.warnings.filter(({ code }) => code.startsWith('NETWORK'));
  return { analysis, p50Us, codes: told.map(({ code }) => code), told };
}

test('services on this machine have no network to tell', () => {
  const { analysis, codes } = analyse({});
  expect(analysis.network).toBeUndefined();
  expect(codes).toEqual([]);
});

test('a short way is a fact, and no caveat', () => {
  const { analysis, codes, p50Us } = analyse({ [none]: 0.02, [memory]: 0.02 });
  expect(codes).toEqual([]);
  expect(analysis.network?.retransmittedRatio).toBe(0);
  const [first] = analysis.network?.variants ?? [];
  expect(first).toMatchObject({ variantId: none, interface: 'eth0', mtuBytes: 1_500 });
  expect(first?.rttUs).toBeCloseTo(0.02 * 1.01 * p50Us, 3);
  expect(first?.lowestRttUs).toBeCloseTo(0.02 * p50Us, 3);
  expect(first?.highestRttUs).toBeCloseTo(0.02 * 1.02 * p50Us, 3);
});

test('a round trip that is much of the median is a caveat with its share', () => {
  const { codes, told } = analyse({ [none]: 0.4, [memory]: 0.4 });
  expect(codes).toEqual(['NETWORK_SHARE']);
  expect(told[0]?.message.text).toMatch(
    /^One round trip to .* takes [\d.]+ ms, 4\d(\.\d)?% of its median/,
  );
});

test('unequal ways are a caveat, whichever is the longer one', () => {
  const longer = analyse({ [none]: 0.01, [memory]: 0.08 });
  expect(longer.codes).toEqual(['NETWORK_DIFFERS']);
  expect(longer.told[0]?.message.text).toMatch(
    /^The way to cache = memory is longer .* 7(\.\d)?% of the baseline's median/,
  );
  // A variant on this machine has no way at all.
  const shorter = analyse({ [none]: 0.09 });
  expect(shorter.told[0]?.message.text).toMatch(/^The way to cache = memory is shorter/);
  expect(analyse({ [none]: 0.05, [memory]: 0.08 }).codes).toEqual([]);
});

test('lost segments are a caveat from one in a thousand on', () => {
  expect(analyse({ [none]: 0.01, [memory]: 0.01 }, 9).codes).toEqual([]);
  const { codes, told } = analyse({ [none]: 0.01, [memory]: 0.01 }, 30);
  expect(codes).toEqual(['NETWORK_LOSS']);
  expect(told[0]?.message.text).toMatch(/^0.3% of the TCP segments/);
});
