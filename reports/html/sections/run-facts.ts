// What was compared, on what machine, how to run it again, and how to read it all.

import type { NetworkDescription } from '../../document/network.ts';
import type { ResultDocument } from '../../document/result.ts';
import { findCycles, findPlacement } from '../../figures/launch-facts.ts';
import {
  formatBytes,
  formatCount,
  formatInstant,
  formatMetric,
  formatShare,
} from '../../figures/quantity.ts';
import type { Messages } from '../../language/catalogue.ts';
import { describeCycles, describePlacement } from '../../verdict/describe-launches.ts';
import { both } from '../bilingual.ts';
import { html, type Markup } from '../markup.ts';
import { renderOwnWords } from '../own-words.ts';
import type { PageContext } from '../page-context.ts';

/** Factors with their levels, and what the scenarios do; nothing where neither is told. */
export function renderCompared({ document }: PageContext): Markup {
  const { factors, variants, scenarios } = document;
  const baseline = variants.find((variant) => variant.isBaseline);
  const rows = factors.map(
    ({ name, levels }) =>
      html`<dt><bdi>${name}</bdi></dt><dd>${levels.map((level, index) => html`${index > 0 && ' · '}${level === baseline?.levels[name] ? html`<b><bdi>${level}</bdi></b>` : html`<bdi>${level}</bdi>`}`)}</dd>`,
  );
  const described = scenarios.filter(({ description }) => description !== '');
  return html`${
    factors.length > 0 &&
    html`<dl class="facts">${rows}</dl><p><small>${both((m) => m.page.boldIsBaseline)}</small></p>`
  }${described.map(({ scenario, description }) => html`<p><b><bdi>${scenario}</bdi></b> ${renderOwnWords(description)}</p>`)}`;
}

/** Of any document that tells its machine and when it ran. */
export function renderEnvironment({
  document,
}: {
  readonly document: Pick<ResultDocument, 'environment'> & {
    readonly groups?: ResultDocument['groups'];
    readonly network?: ResultDocument['network'];
    readonly variants?: ResultDocument['variants'];
    readonly run: Pick<ResultDocument['run'], 'id' | 'startedAt' | 'endedAt'>;
  };
}): Markup {
  const { environment: at, run, groups = [], network, variants = [] } = document;
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
    ...(network === undefined ? [] : ([['network', renderNetwork(network, variants)]] as const)),
    ['loadstone', html`<bdi>${at.loadstoneVersion}</bdi>`],
    ['commit', commit],
    ['fingerprint', html`<code>${at.fingerprint}</code>`],
  ];
  return html`<dl class="facts">${facts.map(
    ([key, value]) =>
      html`<dt>${both((m) => m.page.environmentName[key])}</dt><dd>${value ?? both((m) => m.page.nothing)}</dd>`,
  )}</dl>`;
}

/** The way to each variant on another machine, and what was lost on it. */
function renderNetwork(network: NetworkDescription, variants: ResultDocument['variants']): Markup {
  const rows = network.variants.map((one, index) => {
    const label = variants.find(({ id }) => id === one.variantId)?.label ?? one.variantId;
    const reading = {
      rtt: formatMetric('latencyP50Us', one.rttUs),
      lowest: formatMetric('latencyP50Us', one.lowestRttUs),
      highest: formatMetric('latencyP50Us', one.highestRttUs),
    };
    const way = [one.interface, one.mtuBytes === null ? null : `MTU ${formatCount(one.mtuBytes)}`];
    return html`${index > 0 && html`<br>`}<bdi>${label}</bdi>: ${both((m) => m.page.networkWay(reading))} <bdi>${way.filter(Boolean).join(', ')}</bdi>`;
  });
  const lost = network.retransmittedRatio;
  return html`${rows}${lost !== null && html`<br>${both((m) => m.page.networkLost({ share: formatShare(lost) }))}`}`;
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
  return html`<pre class="scroll" tabindex="0" role="group" aria-labelledby="again-title"><code id="command">${run.reproduceCommand}</code></pre><p><button type="button" data-copy="command" hidden>${both((m) => m.page.copy)}</button><span role="status" class="vh" data-copied hidden>${both((m) => m.page.copied)}</span></p><p><small>${both((m) => m.page.reproduceReading({ seed: String(run.seed), planHash: run.planHash.slice(0, 12) }))}</small></p>`;
}
