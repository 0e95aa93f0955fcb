// The verdict in English.
import { countOf } from '../document/messages/count.ts';
import { englishMetricNames, joinEnglish } from './english-words.ts';
import type { VerdictMessages } from './messages.ts';
import { name, type Sentence, sentence, strong } from './sentence.ts';

const metricNames = englishMetricNames;

export const englishVerdict: VerdictMessages = {
  choose: (label) => sentence`Choose ${name(label)}.`,
  chooseAmongTied: (label, tiedCount) =>
    tiedCount === 1
      ? sentence`Choose ${name(label)}; one other is tied with it.`
      : sentence`Choose ${name(label)}; ${String(tiedCount)} others are tied with it.`,
  keepBaseline: () => sentence`Keep the baseline.`,
  noConclusion: () => sentence`No conclusion yet.`,
  invalidRun: () => sentence`No conclusion: this run cannot be trusted.`,
  scenarioOf: (scenario, load) => sentence`In scenario ${name(scenario)}, ${load}.`,
  difference: (facts) =>
    sentence`${capital(metricNames[facts.metric])} is ${strong(facts.value)}, against ${facts.baselineValue} for the baseline: ${strong(facts.estimate)}, with a ${facts.confidencePercent}% interval from ${facts.lower} to ${facts.upper}.`,
  differenceWithoutInterval: (facts) =>
    sentence`${capital(metricNames[facts.metric])} is ${strong(facts.value)}, against ${facts.baselineValue} for the baseline: ${facts.estimate}, without an interval.`,
  nothingBetter: (metric, margin) =>
    sentence`No variant was shown to beat it in ${metricNames[metric]}; differences within ${margin} count as equivalent.`,
  sureBetter: (groups, confidencePercent) =>
    sentence`The ${confidencePercent}% interval excludes zero difference; it comes from ${countOf(groups, 'group')} of freshly started processes.`,
  sureGroups: (groups) =>
    sentence`Judged from ${countOf(groups, 'group')} of freshly started processes.`,
  sureChecks: (ok, warned) =>
    warned === 0
      ? sentence`All ${countOf(ok, 'check')} of the run passed.`
      : sentence`${countOf(ok, 'check')} of the run passed, ${String(warned)} with a warning.`,
  butTied: (labels, metric) =>
    labels.length === 1
      ? sentence`${listNames(labels)} is tied with it in ${metricNames[metric]}: choose it if it is simpler to run.`
      : sentence`${listNames(labels)} are tied with it in ${metricNames[metric]}: choose the one that is simplest to run.`,
  butUntied: () => sentence`No other variant is tied with it.`,
  butNotExercised: (labels) =>
    sentence`Not exercised by this scenario, so not judged: ${listNames(labels)}.`,
  apart: (estimator, quotient, isOpposite) =>
    sentence`The two figures are ${estimator === 'pooled' ? 'over all requests' : 'medians over the groups'} and give ${quotient}${isOpposite ? ', the other direction' : ''}; the difference compares the two within each group.`,
  butChosen: (candidates, excess) =>
    excess === ''
      ? sentence`Chosen as the best of ${String(candidates)} variants; that overstates its figure by less than 0.1%.`
      : sentence`Chosen as the best of ${String(candidates)} variants, which overstates its figure by about ${excess}.`,
  butUndecided: (count, moreGroups) =>
    moreGroups === null
      ? sentence`${countOf(count, 'variant is', 'variants are')} still undecided.`
      : sentence`${countOf(count, 'variant is', 'variants are')} still undecided: about ${countOf(moreGroups, 'more group')} would decide it.`,
  butOtherScenario: (scenario, load, label) =>
    sentence`In scenario ${name(scenario)}, ${load}, the recommendation is ${name(label)}.`,
  butOtherScenarioOpen: (scenario, load) =>
    sentence`In scenario ${name(scenario)}, ${load}, nothing is recommended.`,
  butPartial: (groupsRun, groupsPlanned) =>
    sentence`The run stopped early: ${String(groupsRun)} of ${countOf(groupsPlanned, 'group')}.`,
  watchWorse: (metric, estimate, lower, upper) =>
    sentence`It is worse in ${metricNames[metric]}: ${strong(estimate)}, interval from ${lower} to ${upper}.`,
  watchFailures: (share, failed) =>
    sentence`Not every request succeeded: ${share} did, ${failed} did not.`,
  watchWrongVariants: (labels) => sentence`${strong('Wrong responses')}: ${listNames(labels)}.`,
  watchWrongBodies: (wrong, checked) =>
    sentence`${strong(wrong)} of ${checked} checked responses had wrong content.`,
  watchTreatment: (labels) => sentence`Configuration not confirmed: ${listNames(labels)}.`,
  watchVoid: (voidGroups) =>
    sentence`${countOf(voidGroups, 'group was', 'groups were')} void and left out; see “Groups” for the reasons.`,
  watchNotRun: (count) =>
    sentence`${countOf(count, 'variant was', 'variants were')} not run; see the table for the reasons.`,
  watchNothing: () => sentence`No drawbacks measured.`,
  watchNotTested: () => sentence`Failure behaviour was not tested.`,
  sureLabel: 'Evidence',
  butLabel: 'Limits',
  watchLabel: 'Caveats',
  invalidNext: () =>
    sentence`The figures below are kept for finding the cause. Fix it and run again.`,
  notExercisedNext: () =>
    sentence`More groups will not help: measure a scenario that exercises what the variants differ in.`,
  noBaselineNext: () =>
    sentence`More groups will not help: fix the baseline, or choose another one, and run again.`,
  noConclusionNext: (moreGroups) =>
    moreGroups === null
      ? sentence`Run more groups to narrow the intervals.`
      : sentence`About ${countOf(moreGroups, 'more group')} would probably decide it.`,
};

function capital(text: string): string {
  // `p99` is a name and stays as it is.
  if (/^p\d/.test(text)) return text;
  return text.charAt(0).toUpperCase() + text.slice(1);
}

function listNames(labels: readonly string[]): Sentence {
  return joinEnglish(labels.map((label) => [name(label)]));
}
