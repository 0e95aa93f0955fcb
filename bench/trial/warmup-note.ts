// What is told of a warm-up while a run goes on.
import type { WarmupRecord } from '../measurement/records.ts';
import type { WarmupSettings } from '../spec/experiment.ts';

/** What every variant had at least; who answered nothing right does not count where others did. */
export function countWarmup({ variants }: WarmupRecord): number {
  const counts = variants.flatMap(({ requests, succeeded }) => (succeeded > 0 ? requests : []));
  return counts.length === 0 ? 0 : Math.min(...counts);
}

/** Slices end by time, so that so many requests are never met exactly. */
const nearRatio = 0.05;

/** How many requests were sent, and why no more. @param settings of the experiment, by which it was played */
export function describeWarmup(warmup: WarmupRecord, settings: WarmupSettings): string {
  const sent = countWarmup(warmup);
  const how = {
    steady: 'until all variants were steady',
    requests: settings.untilSteady ? 'as many as an earlier one took' : tellAsked(sent, settings),
    bound: 'until the time for it was over',
  }[warmup.endedBecause];
  const count = sent.toLocaleString('en-US');
  const warm = warmup.afterLoads === undefined ? '' : ` (warm by ${warmup.afterLoads.join(', ')})`;
  return `${warmup.scenario}: warm-up of ${count} requests for each variant${warm}, ${how}`;
}

function tellAsked(sent: number, { requests }: WarmupSettings): string {
  if (sent <= requests * (1 + nearRatio)) return 'as asked for';
  return `where ${requests.toLocaleString('en-US')} were asked for: one round sends more`;
}
