// The effects of factors in English.
import { countOf } from '../document/messages/count.ts';
import type { EffectMessages, SimpleFacts } from './effect-messages.ts';
import { joinEnglish, englishMetricNames as metricNames } from './english-words.ts';
import { code, name, type Sentence, sentence, strong } from './sentence.ts';

const joinNames = (names: readonly string[]): Sentence =>
  joinEnglish(names.map((one) => [name(one)]));

function writeSimple({ metric, factor, from, to, parts }: SimpleFacts): Sentence {
  const told = parts.map(({ given, ratio, isReal }) =>
    isReal
      ? sentence`${strong(ratio)} with ${name(given)}`
      : sentence`${ratio} with ${name(given)} (not significant)`,
  );
  return sentence`${name(factor)} ${name(to)} instead of ${name(from)}, ${metricNames[metric]}: ${joinEnglish(told)}.`;
}

export const englishEffects: EffectMessages = {
  title: 'Effects of the factors',
  finding: (shares) => {
    const told = shares.map(({ label, share }, index) =>
      index === 0
        ? sentence`${name(label)} explains ${strong(share)} of the variation`
        : sentence`${name(label)} ${share}`,
    );
    return sentence`${joinEnglish(told)}.`;
  },
  nothingReal: () => sentence`No factor has a significant effect.`,
  independent: (label, bounds) =>
    sentence`No interaction is significant: so far, each factor can be read by itself. The least certain is ${name(label)}, ${bounds}; if that is too wide, run more groups.`,
  dependent: (factors) =>
    sentence`${joinNames(factors)} depend on each other: an effect averaged over the other factor misleads, so read them together.`,
  deeper: (factors) =>
    sentence`To see how ${joinNames(factors)} depend on each other, read all of them together: the table has every combination.`,
  simple: writeSimple,
  more: (count) =>
    sentence`${countOf(count, 'more change that depends', 'more changes that depend')} on another factor: see the HTML report’s tables.`,
  aliased: (label, aliases) =>
    sentence`${name(label)} is aliased with ${joinNames(aliases)} in this fraction: use the design ${code('full')} to separate them.`,
  averaged: () => sentence`* An average over a factor that it depends on.`,
  noise: (groups, error, drift) =>
    sentence`From ${countOf(groups, 'group')} that hold every combination. Noise is ${error} of the variation inside the groups; the drift of the machine between them, ${drift} of the whole, is removed.`,
  reading: (metric, higherIsBetter) =>
    sentence`Each dot is a multiple of ${metricNames[metric]} (${higherIsBetter ? 'further right is better' : 'further left is better'}), the line is its interval; a hollow dot is not significant. An interaction (×) says how many times larger the effect of the one factor becomes at the other level of the other.`,
  noDesign: () =>
    sentence`Which factors matter, and whether they depend on each other, shows only where their levels are crossed. To see it, set ${code("design: 'full'")} (or ${code("design: 'fraction'")} for four switches and more) in the config or a preset, with three groups or more.`,
  incomplete: () =>
    sentence`Too few groups hold every combination of levels, so the effects cannot be separated: see the warnings, provide what was missing, and run more groups.`,
  effect: 'Effect',
  share: 'Variation',
  ratio: 'Ratio',
  readColumn: 'How to read it',
  real: 'real',
  notTold: 'not significant',
  notExercised: 'not exercised by this scenario',
  dependsOn: (factors) => `an average: depends on ${factors.join(', ')}`,
  axis: (metric) => `ratio of ${metricNames[metric]} (log scale)`,
  drawnOnly: (drawn, total) =>
    sentence`Drawn: ${String(drawn)} of ${String(total)}, the strongest of each interaction; all are in the table.`,
  interactionTitle: (factors) => `How ${factors.join(' and ')} depend on each other`,
  interactionReading: () =>
    sentence`Without an interaction the lines would be level. Bars are intervals; at 1× there is no effect.`,
  panel: (factor, from, other) => `effect of ${factor} (instead of ${from}), by ${other}`,
  change: 'Change',
  given: 'With',
};
