// What was compared, on what machine, how to run it again, and how to read it all.

import type { ResultDocument } from '../../document/result.ts';
import { formatMargin } from '../../figures/difference.ts';
import { findCycles, findPlacement } from '../../figures/launch-facts.ts';
import { formatBytes, formatInstant } from '../../figures/quantity.ts';
import { english, type Messages } from '../../language/catalogue.ts';
import { describeCycles, describePlacement } from '../../verdict/describe-launches.ts';
import { both } from '../bilingual.ts';
import { html, type Markup } from '../markup.ts';
import { renderOwnWords } from '../own-words.ts';
import type { PageContext } from '../page-context.ts';

/** Factors with their levels; nothing where the variants have none. */
export function renderCompared({ document }: PageContext): Markup {
  const { factors, variants, run } = document;
  const baseline = variants.find((variant) => variant.isBaseline);
  if (factors.length === 0 && run.description === '') return html``;
  const rows = factors.map(
    ({ name, levels }) =>
      html`<dt><bdi>${name}</bdi></dt><dd>${levels.map((level, index) => html`${index > 0 && ' · '}${level === baseline?.levels[name] ? html`<b><bdi>${level}</bdi></b>` : html`<bdi>${level}</bdi>`}`)}</dd>`,
  );
  return html`<section><h2>${both((m) => m.page.comparedTitle)}</h2>${run.description !== '' && html`<p>${renderOwnWords(run.description)}</p>`}${
    factors.length > 0 &&
    html`<dl class="facts">${rows}</dl><p><small>${both((m) => m.page.boldIsBaseline)}</small></p>`
  }</section>`;
}

/** Of any document that tells its machine and when it ran. */
export function renderEnvironment({
  document,
}: {
  readonly document: Pick<ResultDocument, 'environment'> & {
    readonly groups?: ResultDocument['groups'];
    readonly run: Pick<ResultDocument['run'], 'id' | 'startedAt' | 'endedAt'>;
  };
}): Markup {
  const { environment: at, run, groups = [] } = document;
  const placement = findPlacement({ environment: at, groups });
  const cycles = findCycles(groups);
  const commit =
    at.gitCommit === null
      ? undefined
      : html`<code>${at.gitCommit.slice(0, 12)}</code>${at.gitDirty === true && html` ${both((m) => m.page.dirtyTree)}`}`;
  const facts: readonly (readonly [
    keyof Messages['page']['environmentName'],
    Markup | undefined,
  ])[] = [
    ['run', html`<code>${run.id}</code>`],
    ['started', html`${formatInstant(run.startedAt)}`],
    ['ended', html`${formatInstant(run.endedAt)}`],
    ['host', html`<bdi>${at.hostname}</bdi>`],
    ['cpu', html`<bdi>${at.cpuModel}</bdi> × ${at.cpuCount}`],
    ['memory', html`${formatBytes(at.memoryBytes)}`],
    ['os', html`<bdi>${at.os}</bdi>, <bdi>${at.kernel}</bdi>`],
    ['node', html`<bdi>${at.nodeVersion}</bdi>`],
    ['services', renderPairs(at.services)],
    ['driver', html`<bdi>${at.driver.name}</bdi> <bdi>${at.driver.version}</bdi>`],
    ['cannotMeasure', renderList(at.driver.cannotMeasure)],
    [
      'placement',
      html`${both(describePlacement(placement))}${cycles && html`<br>${both(describeCycles(cycles))}`}`,
    ],
    ['loadstone', html`<bdi>${at.loadstoneVersion}</bdi>`],
    ['commit', commit],
    ['fingerprint', html`<code>${at.fingerprint}</code>`],
  ];
  return html`<section><h2>${both((m) => m.page.environmentTitle)}</h2><dl class="facts">${facts.map(
    ([key, value]) =>
      html`<dt>${both((m) => m.page.environmentName[key])}</dt><dd>${value ?? both((m) => m.page.nothing)}</dd>`,
  )}</dl></section>`;
}

function renderPairs(pairs: Readonly<Record<string, string>>): Markup | undefined {
  const entries = Object.entries(pairs);
  if (entries.length === 0) return undefined;
  return html`${entries.map(([key, value], index) => html`${index > 0 && html`<br>`}<bdi>${key}</bdi>: <bdi>${value}</bdi>`)}`;
}

function renderList(items: readonly string[]): Markup | undefined {
  if (items.length === 0) return undefined;
  return html`${items.map((item, index) => html`${index > 0 && html`<br>`}<bdi>${item}</bdi>`)}`;
}

export function renderReproduce({ document }: PageContext): Markup {
  const { run } = document;
  return html`<section><h2 id="reproduce">${both((m) => m.page.reproduceTitle)}</h2><pre class="scroll" tabindex="0" role="group" aria-labelledby="reproduce"><code id="command">${run.reproduceCommand}</code></pre><p><button type="button" data-copy="command" hidden>${both((m) => m.page.copy)}</button><span role="status" class="vh" data-copied hidden>${both((m) => m.page.copied)}</span></p><p><small>${both((m) => m.page.reproduceReading({ seed: String(run.seed), planHash: run.planHash.slice(0, 12) }))}</small></p></section>`;
}

export function renderReading({ document }: PageContext): Markup {
  const margin = formatMargin(document.run.toleranceRatio);
  const terms = Object.keys(english.glossary);
  const explain = (index: number) => (m: Messages) => {
    const meaning = Object.values(m.glossary)[index]?.meaning ?? '';
    return typeof meaning === 'string' ? meaning : meaning({ margin });
  };
  return html`<section><h2>${both((m) => m.page.readingTitle)}</h2><dl class="facts reading">${terms.map(
    (_, index) =>
      html`<dt>${both((m) => Object.values(m.glossary)[index]?.word ?? '')}</dt><dd>${both(explain(index))}</dd>`,
  )}</dl></section>`;
}
