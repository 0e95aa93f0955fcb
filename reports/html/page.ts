// The whole page: one file, no network, nothing computed by it. Start reading here.

import type { ExplainDocument } from '../document/explain.ts';
import type { FaultsDocument } from '../document/faults.ts';
import type { ProfileDocument } from '../document/profile.ts';
import type { ResultDocument } from '../document/result.ts';
import { formatInstant } from '../figures/quantity.ts';
import { english } from '../language/catalogue.ts';
import { pageStyle, reportScript } from './assets.ts';
import { both } from './bilingual.ts';
import { html, Markup } from './markup.ts';
import { buildPageContext, buildScenarioContext, type PageContext } from './page-context.ts';
import { renderRangeWords } from './range.ts';
import { renderOverall } from './sections/evidence.ts';
import { renderExplanationSection } from './sections/explanation.ts';
import { renderFaultsSection } from './sections/faults.ts';
import { renderGates } from './sections/gates.ts';
import { renderHero } from './sections/hero.ts';
import { renderProfileSection } from './sections/profile.ts';
import {
  renderCompared,
  renderEnvironment,
  renderReading,
  renderReproduce,
} from './sections/run-facts.ts';
import { renderScenario } from './sections/scenario.ts';
import { renderGroups } from './sections/trials.ts';
import { renderView } from './sections/view.ts';
import { renderWarnings } from './sections/warnings.ts';
import { buildContentSecurityPolicy } from './security.ts';
import { renderSwitches } from './switches.ts';

export interface HtmlOptions {
  /** Each is told in a section of its own. */
  readonly explanation?: ExplainDocument | undefined;
  readonly profile?: ProfileDocument | undefined;
  readonly faults?: FaultsDocument | undefined;
}

/** What a section shows of the run; empty where the run has nothing for it. */
type Section = (page: PageContext, options: HtmlOptions) => Markup | readonly Markup[];

/** All sections of the page in their order: another one is its module and a line here. */
const sections: readonly Section[] = [
  (page, { faults }) => renderHero(page, faults),
  renderGates,
  renderOverall,
  renderScenarioSwitch,
  renderView,
  renderScenarios,
  (page, { faults }) => renderFaultsSection(faults, page.looks),
  (_, { explanation }) => renderExplanationSection(explanation),
  (_, { profile }) => renderProfileSection(profile),
  renderRunWarnings,
  renderGroups,
  renderCompared,
  renderEnvironment,
  renderReproduce,
  renderReading,
  renderRangeWords,
];

/** A self-contained HTML page that is complete without script, style sheet or network. */
export function renderHtml(document: ResultDocument, options: HtmlOptions = {}): string {
  const page = buildPageContext(document);
  const policy = buildContentSecurityPolicy(pageStyle, reportScript);
  const { text } = html`<!doctype html>
<html lang="en" data-theme="auto">
<head><meta charset="utf-8"><meta http-equiv="Content-Security-Policy" content="${new Markup(policy)}"><meta name="viewport" content="width=device-width,initial-scale=1"><meta name="color-scheme" content="light dark"><meta name="generator" content="Loadstone ${document.environment.loadstoneVersion}"><link rel="icon" href="data:,"><title>${english.page.title({ run: document.run.name })}</title><style>${new Markup(pageStyle)}</style></head>
<body><a class="skip" href="#verdict">${both((m) => m.page.skip)}</a>
${renderHeader(page)}
<main>${sections.map((renderSection) => html`\n${renderSection(page, options)}`)}</main>
<footer><small>${both((m) => m.page.footer({ version: document.environment.loadstoneVersion }))}</small></footer>
<script>${new Markup(reportScript)}</script></body></html>
`;
  return dropOptionalTags(text);
}

/** HTML allows these end tags to be left out; sixty variants are a fifth smaller so. User text is escaped, so none is touched. */
function dropOptionalTags(text: string): string {
  return text.replace(/<\/(?:td|th|tr|tbody|thead|li|dt|dd)>/g, '');
}

function renderHeader({ document }: PageContext): Markup {
  const { run } = document;
  return html`<header><p><b><bdi>${run.name}</bdi></b> <small><code>${run.id}</code> · ${formatInstant(run.startedAt)}</small></p>${renderSwitches()}</header>`;
}

function renderScenarios(page: PageContext): readonly Markup[] {
  return page.document.scenarios.map((scenario, index) =>
    renderScenario(buildScenarioContext(page, scenario, index)),
  );
}

/** Links to the scenarios, which the script turns into a switch that shows one at a time. */
function renderScenarioSwitch({ document }: PageContext): Markup {
  const { scenarios, headline } = document;
  if (scenarios.length < 2) return html``;
  const first = headline.scenarioIndex ?? 0;
  return html`<nav class="scenarios" aria-labelledby="scenarios"><span id="scenarios" class="kick">${both((m) => m.page.scenarios)}</span>${scenarios.map(
    ({ scenario }, index) =>
      html` <a href="#s${index + 1}" data-scenario="${index + 1}"${index === first && html` data-first=""`}><bdi>${scenario}</bdi></a>`,
  )}</nav>`;
}

// Void groups stand with the groups, variants that were not run in the tables.
const shownElsewhere = ['GROUP_VOID', 'VARIANT_NOT_RUN'];

/** Warnings of the whole run; those of a variant stand in its scenario. */
function renderRunWarnings({ document }: PageContext): Markup {
  const warnings = document.warnings.filter(({ code }) => !shownElsewhere.includes(code));
  if (warnings.length === 0) return html``;
  return html`<section><h2>${both((m) => m.page.warningsTitle)}</h2>${renderWarnings(warnings)}</section>`;
}
