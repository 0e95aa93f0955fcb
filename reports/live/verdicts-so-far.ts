// The comparisons of the groups that have ended, drawn as in the report, and marked as what may still change.

import type { ResultDocument } from '../document/result.ts';
import { both } from '../html/bilingual.ts';
import { html, type Markup } from '../html/markup.ts';
import { buildPageContext, buildScenarioContext } from '../html/page-context.ts';
import { renderDecisionTable } from '../html/sections/decision-table.ts';
import type { Localized } from '../language/catalogue.ts';
import { tellCheck, tellLoad } from '../language/tell.ts';
import type { LiveLooks, LiveState } from './live-state.ts';

export function renderVerdicts(state: LiveState): Markup {
  const { soFar, status } = state;
  const isFinal = status === 'ended';
  const title = html`<h2>${both((m) => (isFinal ? m.live.verdictsFinal : m.live.verdictsTitle))}</h2>`;
  if (soFar === undefined) {
    return html`<section>${title}<p>${both((m) => m.live.nothingYet)}</p></section>`;
  }
  // A recommendation belongs to the end.
  const shown = isFinal ? soFar : withoutRecommendations(soFar);
  const page = buildPageContext(shown);
  return html`<section>${title}${!isFinal && renderSoFar(soFar, state.looks)}${!page.isTrusted && renderCaveats(soFar)}${shown.scenarios.map(
    (scenario, index) => {
      const context = buildScenarioContext(page, scenario, index);
      return html`<section aria-labelledby="${context.id}-title"><h3 id="${context.id}-title"><bdi>${scenario.scenario}</bdi> <small>${both(tellLoad(scenario.load))}</small></h3>${renderDecisionTable(context)}</section>`;
    },
  )}</section>`;
}

function renderSoFar(document: ResultDocument, looks: LiveLooks): Markup {
  return html`<p class="sofar"><b class="wn">${both((m) => m.live.soFarLabel)}</b> · ${both(describeLook(document, looks))}</p>`;
}

/** What the verdicts of a document rest on, between the planned looks or at one. */
export function describeLook(document: ResultDocument, looks: LiveLooks): Localized {
  const validGroups = document.groups.filter(({ status }) => status === 'valid').length;
  if (looks.kind === 'anytime') return (m) => m.live.anytime({ validGroups });
  const nextLook = looks.groups.find((look) => look > validGroups);
  if (!looks.groups.includes(validGroups))
    return (m) => m.live.betweenTests({ validGroups, nextLook: nextLook ?? 0 });
  if (nextLook === undefined) return (m) => m.live.lastTest({ validGroups });
  return (m) => m.live.plannedTest({ validGroups, nextLook });
}

function renderCaveats({ validity }: ResultDocument): Markup {
  const failed = validity.checks.filter(({ status }) => status === 'failed');
  return html`<p class="bad">${both((m) => m.live.notValidYet)}</p><ul>${failed.map(
    (check) => html`<li>${both(tellCheck(check))}</li>`,
  )}</ul>`;
}

function withoutRecommendations(document: ResultDocument): ResultDocument {
  return {
    ...document,
    scenarios: document.scenarios.map((scenario) => ({ ...scenario, recommendation: null })),
  };
}
