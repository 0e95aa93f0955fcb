// One scenario of the page, from the table down to the trials.

import { listSharedWarnings } from '../../figures/warnings.ts';
import { tell, tellLoad, tellWarning } from '../../language/tell.ts';
import { describeRecommendation } from '../../verdict/describe-recommendation.ts';
import { both } from '../bilingual.ts';
import { html, type Markup } from '../markup.ts';
import type { ScenarioContext } from '../page-context.ts';
import { collectParts, type Part, type Parts, renderAnchor, renderPart } from '../parts.ts';
import { renderCorrectness } from './correctness.ts';
import { renderCost } from './cost.ts';
import { renderDecisionTable } from './decision-table.ts';
import { renderEffects } from './effects.ts';
import { renderEvidence } from './evidence.ts';
import { renderMetricEffects } from './metric-effects.ts';
import { renderMultiples } from './multiples.ts';
import { renderPages } from './pages.ts';
import { renderPairwise } from './pairwise.ts';
import { renderPercentiles } from './percentiles.ts';
import { renderResources } from './resources.ts';
import { renderRoutes } from './routes.ts';
import { renderSteadiness } from './steadiness.ts';
import { renderSuccess, renderThroughput } from './strips.ts';
import { renderTimelines } from './timeline.ts';
import { renderTradeoff } from './tradeoff.ts';
import { renderTrials } from './trials.ts';

/** The parts of a scenario in their order: another one is its module and a line here. */
const parts: readonly Part<ScenarioContext>[] = [
  { id: 'latency', title: (m) => m.page.percentileTitle, render: renderPercentiles },
  { id: 'metrics', title: (m) => m.page.effectsTitle, render: renderMetricEffects },
  { id: 'rate', title: (m) => m.page.throughputTitle, render: renderThroughput },
  { id: 'factors', title: (m) => m.effects.title, render: renderEffects },
  { id: 'pages', title: (m) => m.visits.title, render: renderPages },
  { id: 'usage', title: (m) => m.page.resourcesTitle, render: renderResources },
  { id: 'cost', title: (m) => m.cost.title, render: renderCost },
  { id: 'time', title: (m) => m.timeline.title, render: renderTimelines },
  { id: 'failures', title: (m) => m.page.successTitle, render: renderSuccess },
  { id: 'correctness', title: (m) => m.page.correctnessTitle, render: renderCorrectness },
  { id: 'each', title: (m) => m.page.multiplesTitle, render: renderMultiples, isFolded: true },
  { id: 'tradeoff', title: (m) => m.tradeoff.title, render: renderTradeoff, isFolded: true },
  { id: 'evidence', title: (m) => m.evidence.title, render: renderEvidence, isFolded: true },
  { id: 'pairs', title: (m) => m.evidence.pairTitle, render: renderPairwise, isFolded: true },
  { id: 'steady', title: (m) => m.steadiness.title, render: renderSteadiness, isFolded: true },
  { id: 'routes', title: (m) => m.page.routesTitle, render: renderRoutes, isFolded: true },
  { id: 'trials', title: (m) => m.page.trialsTitle, render: renderTrials, isFolded: true },
];

export interface ScenarioParts {
  readonly context: ScenarioContext;
  readonly parts: Parts;
}

export function collectScenario(context: ScenarioContext): ScenarioParts {
  return { context, parts: collectParts(parts, context, `${context.id}-`) };
}

/** The table of the verdict's scenario stands on the first screen. */
export function renderScenario({ context, parts: { shown } }: ScenarioParts): Markup {
  const { page, scenario, id } = context;
  const isFirst = page.mainScenario === scenario;
  return html`<section class="scenario" id="${id}" aria-labelledby="${id}-title"><h2 id="${id}-title"><bdi>${scenario.scenario}</bdi> <small>${both(tellLoad(scenario.load))}</small>${renderAnchor(id, `${id}-title`)}</h2>
${renderFinding(context)}
${isFirst ? html`` : renderDecisionTable(context)}
${renderWarnings(context)}
${shown.map((part) => renderPart(part, 3))}</section>`;
}

function renderFinding({ page, scenario }: ScenarioContext): Markup {
  if (!page.isTrusted) return html``;
  const { recommendation } = scenario;
  const finding = describeRecommendation(scenario, page.variants);
  return html`<p class="lead">${both(finding)}${recommendation !== null && html` <small>${both(tell(recommendation.reason))}</small>`}</p>`;
}

/** Caveats about single variants, above the drawings that they concern. */
function renderWarnings({ page, scenario }: ScenarioContext): Markup {
  const warnings = listSharedWarnings(scenario);
  if (warnings.length === 0) return html``;
  return html`<ul class="warnings">${warnings.map(({ variantIds, ...warning }) => {
    const labels = variantIds.map((variantId) => page.labelOf(variantId));
    return html`<li><b class="wn" aria-hidden="true">!</b> ${both((m) => m.table.warningOf({ labels, warning: tellWarning(warning)(m) }))}</li>`;
  })}</ul>`;
}
