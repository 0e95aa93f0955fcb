// What the whole run says, in one choice.
import { quoteText, say, sayName } from '../../reports/document/messages/message.ts';
import type { Phrase } from '../../reports/document/phrase.ts';
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
  if (validity.status === 'invalid') {
    return noConclusion(failed.map(({ detail, detailSaid }) => detailSaid ?? quoteText(detail)));
  }
  const choices = scenarios.flatMap(({ outcome }, scenarioIndex) =>
    outcome.kind === 'recommended'
      ? [{ scenarioIndex, variantId: outcome.recommendation.variantId }]
      : [],
  );
  const other = choices.find(({ variantId }) => variantId !== baselineId);
  if (other !== undefined) return { kind: 'choose', ...other, reasons: [] };
  const [kept] = choices;
  if (kept !== undefined) return { kind: 'keep-baseline', ...kept, reasons: [] };
  const reasons = scenarios.flatMap(({ result, outcome }) => {
    if (outcome.kind !== 'none') return [];
    const names = { scenario: sayName(result.scenario), load: sayName(result.load.id) };
    const where = say('cell-name', names);
    return [say('reason-of-cell', { where, reason: outcome.reason })];
  });
  return noConclusion(reasons.length > 0 ? reasons : [say('none-planned')]);
}

function noConclusion(reasonsSaid: readonly Phrase[]): Headline {
  const reasons = reasonsSaid.map(({ text }) => text);
  return { kind: 'no-conclusion', scenarioIndex: null, variantId: null, reasons, reasonsSaid };
}
