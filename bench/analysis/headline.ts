// What the whole run says, in one choice.
import type { Headline, ResultDocument } from '../../reports/document/result.ts';
import type { ScenarioAnalysis } from './scenario-result.ts';

/**
 * No conclusion where the run is invalid or no scenario recommends anything, with the reasons.
 * Else the first scenario (in the order of the config, never the most flattering one) that recommends
 * another variant than the baseline; where none does, the first that recommends the baseline.
 */
export function buildHeadline(
  validity: ResultDocument['validity'],
  scenarios: readonly ScenarioAnalysis[],
  baselineId: string,
): Headline {
  const failed = validity.checks.filter(({ status }) => status === 'failed');
  if (validity.status === 'invalid') return noConclusion(failed.map(({ detail }) => detail));
  const choices = scenarios.flatMap(({ outcome }, scenarioIndex) =>
    outcome.kind === 'recommended'
      ? [{ scenarioIndex, variantId: outcome.recommendation.variantId }]
      : [],
  );
  const other = choices.find(({ variantId }) => variantId !== baselineId);
  if (other !== undefined) return { kind: 'choose', ...other, reasons: [] };
  const [kept] = choices;
  if (kept !== undefined) return { kind: 'keep-baseline', ...kept, reasons: [] };
  const reasons = scenarios.flatMap(({ result, outcome }) =>
    outcome.kind === 'none' ? [`${result.scenario} (${result.load.id}): ${outcome.reason}`] : [],
  );
  return noConclusion(reasons.length > 0 ? reasons : ['No scenario was planned.']);
}

function noConclusion(reasons: readonly string[]): Headline {
  return { kind: 'no-conclusion', scenarioIndex: null, variantId: null, reasons };
}
