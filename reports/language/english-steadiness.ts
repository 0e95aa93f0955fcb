// Warm-up and steadiness in English.
import { countOf } from '../document/messages/count.ts';
import { name, type Sentence, sentence } from './sentence.ts';
import type { SteadinessMessages, WarmupFacts } from './steadiness-messages.ts';

export const englishSteadiness: SteadinessMessages = {
  title: 'Warm-up and steadiness',
  warm: (facts) => {
    const { fewest, most, rounds } = facts;
    const requests = fewest === most ? fewest : `${fewest} to ${most}`;
    return sentence`Warm-up: ${requests} requests for each variant, in ${countOf(rounds, 'round')} in turn; ${describeGroups(facts)}.`;
  },
  notWarmed: () => sentence`No warm-up is recorded.`,
  hits: (variants) =>
    sentence`Cache hits at the start and end of measurement: ${list(
      variants.map(({ label, start, end }) => sentence`${name(label)} ${start} → ${end}`),
    )}.`,
  cold: () =>
    sentence`Cold: measured from the first request of fresh processes on, without a warm-up.`,
  toSteady: (variants) =>
    sentence`Throughput steady: ${list(
      variants.map(({ label, load, requests }) =>
        load === undefined
          ? sentence`${name(label)} not within this run`
          : sentence`${name(label)} after ${load} of load (${requests ?? ''} requests)`,
      ),
    )}.`,
  toSteadyUnknown: (labels) =>
    sentence`Unknown when throughput became steady (too noisy, or fewer than 8 slices): ${list(labels.map((label) => [name(label)]))}.`,
  reading: () =>
    sentence`Hit ratios are of the first and last quarter of the slices. A trend is the change from the first slice of a group to the last, along a straight line, over all groups; bold where it is significant after correction for multiple comparisons.`,
  warmupRequests: 'Warm-up requests',
  hitsAtStart: 'Cache hits, start',
  hitsAtEnd: 'Cache hits, end',
  ownTrend: 'Own trend',
  trendAgainstBaseline: 'Trend vs baseline',
  steadyAfter: 'Steady after',
  notWithinRun: 'not within this run',
};

function list(items: readonly Sentence[]): Sentence {
  return items.flatMap((item, index) => (index === 0 ? item : sentence`, ${item}`));
}

/** What is unknown is neither: a warm-up too short or too noisy to tell. */
function describeGroups(facts: WarmupFacts): string {
  const { groups, steadyGroups, changingGroups, boundGroups, afterLoadGroups = 0 } = facts;
  const unknown = groups - steadyGroups - changingGroups;
  const states = [
    ...(steadyGroups > 0 ? [`steady in ${steadyGroups}`] : []),
    ...(changingGroups > 0 ? [`still changing in ${changingGroups}`] : []),
    ...(unknown > 0 ? [`too noisy or too short to tell in ${unknown}`] : []),
  ].join(', ');
  const bound = boundGroups > 0 ? `; its time limit ended it in ${boundGroups}` : '';
  const after =
    afterLoadGroups > 0
      ? `; shorter in ${afterLoadGroups}, after another load of the same scenario`
      : '';
  return `at its end ${states} of ${countOf(groups, 'group')}${bound}${after}`;
}
