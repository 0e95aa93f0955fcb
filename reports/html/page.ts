// The whole page: one file, no network, nothing computed by it. Start reading here.
import { formatInstant } from '../figures/quantity.ts';
import { english } from '../language/catalogue.ts';
import type { ResultDocument } from '../schema/result.ts';
import { pageScript, pageStyle } from './assets.ts';
import { both } from './bilingual.ts';
import { html, Markup } from './markup.ts';
import { buildPageContext, buildScenarioContext, type PageContext } from './page-context.ts';
import { renderOverall } from './sections/evidence.ts';
import { renderGates } from './sections/gates.ts';
import { renderHero } from './sections/hero.ts';
import {
  renderCompared,
  renderEnvironment,
  renderReading,
  renderReproduce,
} from './sections/run-facts.ts';
import { renderScenario } from './sections/scenario.ts';
import { renderGroups } from './sections/trials.ts';
import { buildContentSecurityPolicy } from './security.ts';

/** A self-contained HTML page that is complete without script, style sheet or network. */
export function renderHtml(document: ResultDocument): string {
  const page = buildPageContext(document);
  const scenarios = document.scenarios.map((scenario, index) =>
    renderScenario(buildScenarioContext(page, scenario, index)),
  );
  const policy = buildContentSecurityPolicy(pageStyle, pageScript);
  const { text } = html`<!doctype html>
<html lang="en" data-theme="auto">
<head><meta charset="utf-8"><meta http-equiv="Content-Security-Policy" content="${new Markup(policy)}"><meta name="viewport" content="width=device-width,initial-scale=1"><meta name="color-scheme" content="light dark"><meta name="generator" content="Loadstone ${document.environment.loadstoneVersion}"><link rel="icon" href="data:,"><title>${english.page.title(document.run.name)}</title><style>${new Markup(pageStyle)}</style></head>
<body><a class="skip" href="#verdict">${both((m) => m.page.skip)}</a>
${renderHeader(page)}
<main>
${renderHero(page)}
${renderGates(page)}
${renderOverall(page)}
${renderScenarioSwitch(page)}
${scenarios}
${renderWarnings(page)}
${renderGroups(page)}
${renderCompared(page)}
${renderEnvironment(page)}
${renderReproduce(page)}
${renderReading(page)}
</main>
<footer><small>${both((m) => m.page.footer(document.environment.loadstoneVersion))}</small></footer>
<script>${new Markup(pageScript)}</script></body></html>
`;
  return dropOptionalTags(text);
}

/** HTML allows these end tags to be left out; sixty variants are a fifth smaller so. User text is escaped, so none is touched. */
function dropOptionalTags(text: string): string {
  return text.replace(/<\/(?:td|th|tr|tbody|thead|li|dt|dd)>/g, '');
}

/** Without a script the switches would do nothing, so the script shows them. */
function renderHeader({ document }: PageContext): Markup {
  const { run } = document;
  return html`<header><p><b><bdi>${run.name}</bdi></b> <small><code>${run.id}</code> · ${formatInstant(run.startedAt)}</small></p><div class="switches" hidden><span role="group" aria-labelledby="language"><span id="language" class="vh">${both((m) => m.page.language)}</span><button type="button" data-set="lang" data-value="en" aria-pressed="true" lang="en">English</button><button type="button" data-set="lang" data-value="zh" aria-pressed="false" lang="zh-Hans">中文</button></span> <span role="group" aria-labelledby="theme"><span id="theme" class="vh">${both((m) => m.page.theme)}</span>${renderThemeButtons()}</span></div></header>`;
}

function renderThemeButtons(): Markup {
  return html`<button type="button" data-set="theme" data-value="auto" aria-pressed="true">${both((m) => m.page.themeAuto)}</button><button type="button" data-set="theme" data-value="light" aria-pressed="false">${both((m) => m.page.themeLight)}</button><button type="button" data-set="theme" data-value="dark" aria-pressed="false">${both((m) => m.page.themeDark)}</button>`;
}

/** Links to the scenarios, which the script turns into a switch that shows one at a time. */
function renderScenarioSwitch({ document }: PageContext): Markup {
  const { scenarios, headline } = document;
  if (scenarios.length < 2) return html``;
  const first = headline.scenarioIndex ?? 0;
  return html`<nav class="scenarios" aria-labelledby="scenarios"><span id="scenarios" class="kick">${both((m) => m.page.scenarios)}</span>${scenarios.map(
    ({ scenario }, index) =>
      html`<a href="#s${index + 1}" data-scenario="${index + 1}"${index === first && html` data-first=""`}><bdi>${scenario}</bdi></a>`,
  )}</nav>`;
}

// Void groups stand with the groups, variants that were not run in the tables.
const shownElsewhere = ['GROUP_VOID', 'VARIANT_NOT_RUN'];

/** Warnings of the whole run; those of a variant stand in its scenario. */
function renderWarnings({ document }: PageContext): Markup {
  const warnings = document.warnings.filter(({ code }) => !shownElsewhere.includes(code));
  if (warnings.length === 0) return html``;
  return html`<section><h2>${both((m) => m.page.warningsTitle)}</h2><ul class="warnings">${warnings.map(
    ({ message, advice }) =>
      html`<li><b class="wn" aria-hidden="true">!</b> <bdi class="quote" lang="en">${message} ${advice}</bdi></li>`,
  )}</ul></section>`;
}
