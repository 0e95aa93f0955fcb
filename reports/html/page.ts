// The whole page: one file, no network, nothing computed by it. Start reading here.

import type { ExplainDocument } from '../document/explain.ts';
import type { FaultsDocument } from '../document/faults.ts';
import type { ProfileDocument } from '../document/profile.ts';
import type { ResultDocument, ScenarioResult } from '../document/result.ts';
import { formatInstant } from '../figures/quantity.ts';
import { english } from '../language/catalogue.ts';
import { tellLoad } from '../language/tell.ts';
import { pageStyle, reportScript } from './assets.ts';
import { both } from './bilingual.ts';
import { html, Markup } from './markup.ts';
import { buildPageContext, buildScenarioContext, type PageContext } from './page-context.ts';
import {
  collectParts,
  type Entry,
  listEntries,
  type Part,
  type Parts,
  renderAbsent,
  renderContents,
  renderPart,
} from './parts.ts';
import { renderRangeWords } from './range.ts';
import { renderOverall } from './sections/evidence.ts';
import { renderExplanationSection } from './sections/explanation.ts';
import { renderFaultsSection } from './sections/faults.ts';
import { renderGates } from './sections/gates.ts';
import { renderHero } from './sections/hero.ts';
import { renderProfileSection } from './sections/profile.ts';
import { renderQuality } from './sections/quality.ts';
import { renderReading } from './sections/reading.ts';
import { renderCompared, renderEnvironment, renderReproduce } from './sections/run-facts.ts';
import { renderScaling } from './sections/scaling.ts';
import { collectScenario, renderScenario, type ScenarioParts } from './sections/scenario.ts';
import { renderGroups } from './sections/trials.ts';
import { renderViewWords } from './sections/view.ts';
import { renderWarnings } from './sections/warnings.ts';
import { buildContentSecurityPolicy } from './security.ts';
import { renderSwitches } from './switches.ts';

export interface HtmlOptions {
  /** Each is told in a part of its own. */
  readonly explanation?: ExplainDocument | undefined;
  readonly profile?: ProfileDocument | undefined;
  readonly faults?: FaultsDocument | undefined;
}

interface Run extends HtmlOptions {
  readonly page: PageContext;
}

/** Parts of the run as a whole in their order, before and behind its scenarios: another one is its module and a line. */
const openingParts: readonly Part<Run>[] = [
  { id: 'gates', title: (m) => m.gates.title, render: ({ page }) => renderGates(page) },
  {
    id: 'overall',
    title: (m) => m.evidence.overallTitle,
    render: ({ page }) => renderOverall(page),
  },
  { id: 'scaling', title: (m) => m.scaling.title, render: ({ page }) => renderScaling(page) },
];
const closingParts: readonly Part<Run>[] = [
  { id: 'quality', title: (m) => m.quality.title, render: ({ page }) => renderQuality(page) },
  {
    id: 'faults',
    title: (m) => m.faults.title,
    render: ({ faults, page }) => renderFaultsSection(faults, page.looks),
  },
  {
    id: 'why',
    title: (m) => m.explain.title,
    render: ({ explanation }) => renderExplanationSection(explanation),
  },
  {
    id: 'profile',
    title: (m) => m.profile.title,
    render: ({ profile }) => renderProfileSection(profile),
  },
  { id: 'warnings', title: (m) => m.page.warningsTitle, render: renderRunWarnings },
  {
    id: 'again',
    title: (m) => m.page.reproduceTitle,
    render: ({ page }) => renderReproduce(page),
  },
  { id: 'reading', title: (m) => m.page.readingTitle, render: ({ page }) => renderReading(page) },
];
const appendixParts: readonly Part<Run>[] = [
  {
    id: 'compared',
    title: (m) => m.page.comparedTitle,
    render: ({ page }) => renderCompared(page),
    isFolded: true,
  },
  {
    id: 'machine',
    title: (m) => m.page.environmentTitle,
    render: ({ page }) => renderEnvironment(page),
    isFolded: true,
  },
  {
    id: 'groups',
    title: (m) => m.page.groupsTitle,
    render: ({ page }) => renderGroups(page),
    isFolded: true,
  },
];

/** A self-contained HTML page that is complete without script, style sheet or network. */
export function renderHtml(document: ResultDocument, options: HtmlOptions = {}): string {
  const page = buildPageContext(document);
  const run: Run = { page, ...options };
  const policy = buildContentSecurityPolicy(pageStyle, reportScript);
  const opening = collectParts(openingParts, run);
  const scenarios = document.scenarios.map((scenario, index) =>
    collectScenario(buildScenarioContext(page, scenario, index)),
  );
  const closing = collectParts(closingParts, run);
  const appendix = collectParts(appendixParts, run);
  const absent = [opening, ...scenarios.map(({ parts }) => parts), closing, appendix].flatMap(
    (parts) => parts.absent,
  );
  const contents = listContents({ opening, scenarios, closing, appendix });
  const { text } = html`<!doctype html>
<html lang="en" data-theme="auto" data-paper="short">
<head><meta charset="utf-8"><meta http-equiv="Content-Security-Policy" content="${new Markup(policy)}"><meta name="viewport" content="width=device-width,initial-scale=1"><meta name="color-scheme" content="light dark"><meta name="generator" content="Loadstone ${document.environment.loadstoneVersion}"><link rel="icon" href="data:,"><title>${english.page.title({ run: document.run.name })}</title><style>${new Markup(pageStyle)}</style></head>
<body class="with-contents"><a class="skip" href="#verdict">${both((m) => m.page.skip)}</a>
${renderHeader(page)}
${renderContents(contents)}
<main>
${renderHero(page, options.faults)}
${opening.shown.map((part) => renderPart(part, 2))}
${renderScenarioSwitch(page)}
${scenarios.map(renderScenario)}
${closing.shown.map((part) => renderPart(part, 2))}
<section class="appendix" id="appendix" aria-labelledby="appendix-title"><h2 id="appendix-title">${both((m) => m.page.appendixTitle)}</h2>
<p class="controls noprint" data-controls="" hidden><label><input type="checkbox" data-paper-all=""> ${both((m) => m.page.paperAll)}</label></p><p class="paper"><small>${both((m) => m.page.paperShort)}</small></p>
${appendix.shown.map((part) => renderPart(part, 3))}
${absent.length > 0 && html`<h3 id="absent">${both((m) => m.page.absentTitle)}</h3>${renderAbsent(mergeAbsent(absent))}`}</section>
${renderViewWords(page)}${renderRangeWords()}</main>
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

interface Collected {
  readonly opening: Parts;
  readonly scenarios: readonly ScenarioParts[];
  readonly closing: Parts;
  readonly appendix: Parts;
}

function listContents({ opening, scenarios, closing, appendix }: Collected): Entry[] {
  return [
    { id: 'verdict', title: both((m) => m.page.verdictKicker), entries: [] },
    ...listEntries(opening),
    ...scenarios.map(({ context, parts }) => ({
      ...{ id: context.id, entries: listEntries(parts) },
      title: renderScenarioName(context.page.document, context.scenario),
    })),
    ...listEntries(closing),
    {
      ...{ id: 'appendix', entries: listEntries(appendix) },
      title: both((m) => m.page.appendixTitle),
    },
  ];
}

/** What several scenarios lack for one reason is said once. */
function mergeAbsent(absent: Parts['absent']): Parts['absent'] {
  const seen = new Map(
    absent.map((one) => [html`${both(one.title)} ${both(one.absence)}`.text, one]),
  );
  return [...seen.values()];
}

/** Links to the scenarios, which the script turns into a switch that shows one at a time. */
function renderScenarioSwitch({ document }: PageContext): Markup {
  const { scenarios, headline } = document;
  if (scenarios.length < 2) return html``;
  const first = headline.scenarioIndex ?? 0;
  return html`<nav class="scenarios" aria-labelledby="scenarios"><span id="scenarios" class="kick">${both((m) => m.page.scenarios)}</span>${scenarios.map(
    (scenario, index) =>
      html` <a href="#s${index + 1}" data-scenario="${index + 1}"${index === first && html` data-first=""`}>${renderScenarioName(document, scenario)}</a>`,
  )}</nav>`;
}

/** With its load where it was played under several: else two links would be called the same. */
function renderScenarioName(
  { scenarios }: ResultDocument,
  { scenario, load }: ScenarioResult,
): Markup {
  const isAlone = scenarios.filter((other) => other.scenario === scenario).length === 1;
  return html`<bdi>${scenario}</bdi>${!isAlone && html` <small>${both(tellLoad(load))}</small>`}`;
}

// Void groups stand with the groups, variants that were not run in the tables.
const shownElsewhere = ['GROUP_VOID', 'VARIANT_NOT_RUN'];

/** Warnings of the whole run; those of a variant stand in its scenario. */
function renderRunWarnings({ page }: Run): Markup {
  return renderWarnings(
    page.document.warnings.filter(({ code }) => !shownElsewhere.includes(code)),
  );
}
