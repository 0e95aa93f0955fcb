// What the network to services on other machines has to do with their latencies.
import { writeMessage, writeName } from '../../../reports/document/messages/message.ts';
import type { NetworkDescription } from '../../../reports/document/network.ts';
import type { Warning } from '../../../reports/document/result.ts';
import type { NetworkRecord } from '../../measurement/records.ts';
import type { PlannedVariant } from '../../plan/plan.ts';
import { median } from '../../stats/descriptive.ts';
import { namePlace } from '../load-description.ts';
import { buildWarning, formatShare } from '../warning.ts';
import type { MeasuredScenario } from './scenario-result.ts';

/** Undefined where no record says anything. @param records of valid groups @param variants in the order of the plan */
export function describeNetwork(
  records: readonly NetworkRecord[],
  variants: readonly PlannedVariant[],
): NetworkDescription | undefined {
  const described = variants.flatMap(({ id }) => {
    const own = records.flatMap((record) =>
      record.variants.filter(({ variantId }) => variantId === id),
    );
    const rtts = own.map(({ rttUs }) => rttUs);
    const rttUs = median(rtts);
    if (rttUs === undefined) return [];
    const last = own.at(-1);
    return [
      {
        ...{ variantId: id, rttUs },
        ...{ lowestRttUs: Math.min(...rtts), highestRttUs: Math.max(...rtts) },
        ...{ interface: last?.interface ?? null, mtuBytes: last?.mtuBytes ?? null },
      },
    ];
  });
  if (described.length === 0) return undefined;
  const known = records.filter(({ sentSegments }) => sentSegments !== undefined);
  const sum = (key: 'sentSegments' | 'retransmittedSegments') =>
    known.reduce((total, record) => total + (record[key] ?? 0), 0);
  const sent = sum('sentSegments');
  return {
    variants: described,
    retransmittedRatio: sent === 0 ? null : Math.min(1, sum('retransmittedSegments') / sent),
  };
}

/** From this share of the median response time on, the network is a good part of what is compared. */
const tellingShare = 0.1;
/** From this share on, lost segments are in the tail: a retransmission takes 200 ms and more. */
const tellingLoss = 0.001;

/**
 * Caveats: a round trip that is a good part of the median response time, a way to one variant that is longer than that to the
 * baseline by more than what counts as equal, and losses.
 */
export function warnOfNetwork(
  network: NetworkDescription | undefined,
  scenarios: readonly MeasuredScenario[],
  toleranceRatio: number,
): readonly Warning[] {
  if (network === undefined) return [];
  return [
    ...warnOfShare(network, scenarios),
    ...warnOfDifference(network, scenarios, toleranceRatio),
    ...warnOfLoss(network),
  ];
}

/** p50 of each measured variant under each scenario and load, with the way to it where it is on another machine. */
function listWays({ variants }: NetworkDescription, scenarios: readonly MeasuredScenario[]) {
  return scenarios.flatMap(({ input, cells }) =>
    cells.flatMap(({ measurement: { variant, metrics } }) => {
      const p50Us = metrics.find(({ metric }) => metric === 'latencyP50Us')?.value ?? undefined;
      const way = variants.find(({ variantId }) => variantId === variant.id);
      return p50Us === undefined ? [] : [{ input, variant, p50Us, rttUs: way?.rttUs ?? 0 }];
    }),
  );
}

function warnOfShare(
  network: NetworkDescription,
  scenarios: readonly MeasuredScenario[],
): readonly Warning[] {
  const ways = listWays(network, scenarios);
  const most = ways.toSorted((a, b) => b.rttUs / b.p50Us - a.rttUs / a.p50Us)[0];
  if (most === undefined || most.rttUs / most.p50Us < tellingShare) return [];
  const message = writeMessage('warn-network-share', {
    ...{ ...namePlace(most.input), variant: writeName(most.variant.label) },
    ...{ rtt: formatMs(most.rttUs), share: formatShare(Math.min(1, most.rttUs / most.p50Us)) },
  });
  return [buildWarning('NETWORK_SHARE', message, writeMessage('advise-network-share'))];
}

function warnOfDifference(
  network: NetworkDescription,
  scenarios: readonly MeasuredScenario[],
  toleranceRatio: number,
): readonly Warning[] {
  const ways = listWays(network, scenarios);
  const differing = ways.flatMap((way) => {
    const baseline = ways.find(
      (one) => one.input === way.input && one.variant.isBaseline && !way.variant.isBaseline,
    );
    if (baseline === undefined) return [];
    const longerUs = way.rttUs - baseline.rttUs;
    const share = Math.abs(longerUs) / baseline.p50Us;
    return share > toleranceRatio ? [{ way, longerUs, share }] : [];
  });
  const worst = differing.toSorted((a, b) => b.share - a.share)[0];
  if (worst === undefined) return [];
  const params = {
    ...{ ...namePlace(worst.way.input), variant: writeName(worst.way.variant.label) },
    ...{ by: formatMs(Math.abs(worst.longerUs)), share: formatShare(worst.share) },
  };
  const message =
    worst.longerUs > 0
      ? writeMessage('warn-network-longer', params)
      : writeMessage('warn-network-shorter', params);
  return [buildWarning('NETWORK_DIFFERS', message, writeMessage('advise-network-differs'))];
}

function warnOfLoss({ retransmittedRatio }: NetworkDescription): readonly Warning[] {
  if (retransmittedRatio === null || retransmittedRatio < tellingLoss) return [];
  const message = writeMessage('warn-network-loss', {
    share: formatShare(retransmittedRatio),
  });
  return [buildWarning('NETWORK_LOSS', message, writeMessage('advise-network-loss'))];
}

const formatMs = (us: number): string => `${Number((us / 1_000).toPrecision(2))} ms`;
