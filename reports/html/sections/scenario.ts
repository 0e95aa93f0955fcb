// One scenario of the page, from the recommendation down to the trials.

import { listSharedWarnings } from '../../figures/warnings.ts';
import { tell, tellLoad, tellWarning } from '../../language/tell.ts';
import { both } from '../bilingual.ts';
import { html, type Markup } from '../markup.ts';
import { renderOwnWords } from '../own-words.ts';
import type { ScenarioContext } from '../page-context.ts';
import { renderCorrectness } from './correctness.ts';
import { renderCost } from './cost.ts';
import { renderDecisionTable } from './decision-table.ts';
import { renderEffects } from './effects.ts';
import { renderEvidence } from './evidence.ts';
import { renderMultiples } from './multiples.ts';
import { renderPairwise } from './pairwise.ts';
import { renderPercentiles } from './percentiles.ts';
import { renderResources } from './resources.ts';
import { renderRoutes } from './routes.ts';
import { renderSteadiness } from './steadiness.ts';
import { renderSuccess, renderThroughput } from './strips.ts';
import { renderTimelines } from './timeline.ts';
import { renderTrials } from './trials.ts';

export function renderScenario(context: ScenarioContext): Markup {
  const { scenario, id } = context;
  return html`<section class="scenario" id="${id}" aria-labelledby="${id}-title"><h2 id="${id}-title"><bdi>${scenario.scenario}</bdi> <small>${both(tellLoad(scenario.load))}</small></h2>
${scenario.description !== '' && html`<p>${renderOwnWords(scenario.description)}</p>`}
${renderFinding(context)}
${renderDecisionTable(context)}
${renderEvidence(context)}
${renderPairwise(context)}
${renderWarnings(context)}
${renderSteadiness(context)}
${renderThroughput(context)}
${renderPercentiles(context)}
${renderMultiples(context)}
${renderEffects(context)}
${renderTimelines(context)}
${renderSuccess(context)}
${renderResources(context)}
${renderCost(context)}
${renderRoutes(context)}
${renderCorrectness(context)}
${renderTrials(context)}</section>`;
}

function renderFinding({ page, scenario }: ScenarioContext): Markup {
  if (!page.isTrusted) return html``;
  const { recommendation } = scenario;
  if (recommendation === null) return html`<p class="lead">${both((m) => m.page.sectionOpen)}</p>`;
  const label = page.labelOf(recommendation.variantId);
  const tied = recommendation.tiedVariantIds.length;
  return html`<p class="lead">${both((m) => m.page.sectionFinding({ label, tied }))} <small>${both(tell(recommendation.reason))}</small></p>`;
}

/** Caveats about single variants stand right under the table that they concern. */
function renderWarnings({ page, scenario }: ScenarioContext): Markup {
  const warnings = listSharedWarnings(scenario);
  if (warnings.length === 0) return html``;
  return html`<ul class="warnings">${warnings.map(({ variantIds, ...warning }) => {
    const labels = variantIds.map((variantId) => page.labelOf(variantId));
    return html`<li><b class="wn" aria-hidden="true">!</b> ${both((m) => m.table.warningOf({ labels, warning: tellWarning(warning)(m) }))}</li>`;
  })}</ul>`;
}
