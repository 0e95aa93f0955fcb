// The verdict in English.
import { countOf } from './count-of.ts';
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
  keepBaseline: (label) => sentence`Keep the baseline, ${name(label)}.`,
  noConclusion: () => sentence`No conclusion yet.`,
  invalidRun: () => sentence`No conclusion: this run cannot be trusted.`,
  scenarioOf: (scenario, load) => sentence`In scenario ${name(scenario)}, ${load}.`,
  difference: (facts) =>
    sentence`${capital(metricNames[facts.metric])} is ${strong(facts.value)}, against ${facts.baselineValue} for the baseline ${name(facts.baselineLabel)}: ${strong(facts.estimate)}, with a ${facts.confidencePercent}% interval from ${facts.lower} to ${facts.upper}.`,
  differenceWithoutInterval: (facts) =>
    sentence`${capital(metricNames[facts.metric])} is ${strong(facts.value)}, against ${facts.baselineValue} for the baseline ${name(facts.baselineLabel)}: ${facts.estimate}, without an interval.`,
  nothingBetter: (metric, margin) =>
    sentence`No variant was shown to beat it in ${metricNames[metric]}; differences inside ${margin} count as the same.`,
  sureBetter: (groups, confidencePercent) =>
    sentence`The ${confidencePercent}% interval leaves out “no difference”; it comes from ${countOf(groups, 'group')} of freshly started processes.`,
  sureGroups: (groups) =>
    sentence`Judged from ${countOf(groups, 'group')} of freshly started processes.`,
  sureChecks: (ok, warned) =>
    warned === 0
      ? sentence`All ${countOf(ok, 'check')} of the run passed.`
      : sentence`${countOf(ok, 'check')} of the run passed, ${String(warned)} with a warning.`,
  butTied: (labels, metric) =>
    labels.length === 1
      ? sentence`${listNames(labels)} is tied with it in ${metricNames[metric]}: take that one if it is simpler to run.`
      : sentence`${listNames(labels)} are tied with it in ${metricNames[metric]}: take the one that is simplest to run.`,
  butUntied: () => sentence`No other variant is tied with it.`,
  butNotExercised: (labels) =>
    sentence`Not exercised by this scenario, so not judged: ${listNames(labels)}.`,
  apart: (estimator, quotient, isOpposite) =>
    sentence`The two figures are ${estimator === 'pooled' ? 'of all requests together' : 'medians over the groups'} and give ${quotient}${isOpposite ? ', the other direction' : ''}; the difference compares the two within each group.`,
  butChosen: (candidates, excess) =>
    excess === ''
      ? sentence`Chosen as the best of ${String(candidates)} variants; that flatters its figure by less than 0.1%.`
      : sentence`Chosen as the best of ${String(candidates)} variants, so its figure flatters by about ${excess}.`,
  butUndecided: (count, moreGroups) =>
    moreGroups === null
      ? sentence`${countOf(count, 'variant is', 'variants are')} still undecided.`
      : sentence`${countOf(count, 'variant is', 'variants are')} still undecided: about ${countOf(moreGroups, 'more group')} would settle it.`,
  butOtherScenario: (scenario, load, label) =>
    sentence`In scenario ${name(scenario)}, ${load}, the recommendation is ${name(label)}.`,
  butOtherScenarioOpen: (scenario, load) =>
    sentence`In scenario ${name(scenario)}, ${load}, nothing is recommended.`,
  butPartial: (groupsRun, groupsPlanned) =>
    sentence`The run stopped early: ${String(groupsRun)} of ${countOf(groupsPlanned, 'group')}.`,
  watchWorse: (metric, estimate, lower, upper) =>
    sentence`It is worse in ${metricNames[metric]}: ${strong(estimate)}, interval from ${lower} to ${upper}.`,
  watchFailures: (share, failed) =>
    sentence`Not every answer was right: ${share} succeeded, ${failed} did not.`,
  watchWrongVariants: (labels) => sentence`${strong('Wrong answers')}: ${listNames(labels)}.`,
  watchWrongBodies: (wrong, checked) =>
    sentence`${strong(wrong)} of ${checked} checked answers had wrong content.`,
  watchTreatment: (labels) => sentence`Configuration not confirmed: ${listNames(labels)}.`,
  watchVoid: (voidGroups) =>
    sentence`${countOf(voidGroups, 'group was', 'groups were')} void and left out; the reasons stand under “Groups”.`,
  watchNotRun: (count) =>
    sentence`${countOf(count, 'variant was', 'variants were')} not run; the reasons stand in the table.`,
  watchNothing: () => sentence`Nothing was measured that speaks against it.`,
  watchNotTested: () => sentence`Behaviour while a service fails was not tested.`,
  sureLabel: 'Sure?',
  butLabel: 'But',
  watchLabel: 'Watch',
  invalidNext: () =>
    sentence`The figures below are kept for finding the cause. Mend it and run again.`,
  notExercisedNext: () =>
    sentence`More groups change nothing: measure a scenario that uses what the variants differ in.`,
  noBaselineNext: () =>
    sentence`More groups change nothing: mend the baseline, or choose another one, and run again.`,
  noConclusionNext: (moreGroups) =>
    moreGroups === null
      ? sentence`Run more groups to narrow the intervals.`
      : sentence`About ${countOf(moreGroups, 'more group')} would probably settle it.`,
};

function capital(text: string): string {
  // `p99` is a name and stays as it is.
  if (/^p\d/.test(text)) return text;
  return text.charAt(0).toUpperCase() + text.slice(1);
}

function listNames(labels: readonly string[]): Sentence {
  return joinEnglish(labels.map((label) => [name(label)]));
}
