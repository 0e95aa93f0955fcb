// The page of a run of faults: who stays up, what is lost, how long it takes to come back. Start reading here.

import type { FaultsDocument } from '../document/faults.ts';
import { formatInstant } from '../figures/quantity.ts';
import type { Localized } from '../language/catalogue.ts';
import { english } from '../language/catalogue.ts';
import { titleFault } from '../language/tell.ts';
import { buildFaultFinding, sayWrong } from '../verdict/build-fault-finding.ts';
import { describeBaseline } from '../verdict/describe-baseline.ts';
import { both } from './bilingual.ts';
import { html, type Markup } from './markup.ts';
import { renderOwnWords } from './own-words.ts';
import { renderPageFrame } from './page-frame.ts';
import { type Entry, renderAnchor, renderContents } from './parts.ts';
import { renderFaultParts, renderFaultReproduce, renderFaultWatch } from './sections/faults.ts';
import { renderValidity } from './sections/hero.ts';
import { renderEnvironment } from './sections/run-facts.ts';

/** A self-contained HTML page that is complete without script, style sheet or network. */
export function renderFaultsPage(document: FaultsDocument): string {
  const { run, environment } = document;
  return renderPageFrame({
    title: english.faults.pageTitle({ run: run.name }),
    ...chooseHeading(document),
    generator: `Loadstone ${environment.loadstoneVersion}`,
    header: html`<b><bdi>${run.name}</bdi></b> <small><code>${run.id}</code> · ${formatInstant(run.startedAt)}</small>`,
    contents: renderContents(listFaultPlaces(document)),
    main: html`${renderHero(document)}
${renderFaultParts(document)}
<section class="part" id="machine" aria-labelledby="machine-title"><h2 id="machine-title">${both((m) => m.page.environmentTitle)}${renderAnchor('machine', 'machine-title')}</h2>${renderEnvironment({ document })}</section>
${renderFaultReproduce(document)}`,
  });
}

/** The faults by their names; gates only where there are any. */
function listFaultPlaces(document: FaultsDocument): readonly Entry[] {
  const { faults, gates } = document.faults;
  const entry = (id: string, title: Localized): Entry => ({ id, title: both(title), entries: [] });
  if (faults.length === 0) return [entry('machine', (m) => m.page.environmentTitle)];
  return [
    entry('fault-audit', (m) => m.faults.auditTitle),
    entry('survival', (m) => m.faults.tableTitle),
    ...faults.map((fault, index) => entry(`fault-${index + 1}`, titleFault(fault))),
    ...(gates.length > 0 ? [entry('fault-gates', (m) => m.faults.gatesTitle)] : []),
    entry('machine', (m) => m.page.environmentTitle),
    entry('faults-again', (m) => m.page.reproduceTitle),
  ];
}

/** Wrong data stand above everything, then a run that is not valid, then who stays up best. */
function chooseHeading(document: FaultsDocument): { heading: Localized; isAlarm: boolean } {
  const { best, dataStatus } = buildFaultFinding(document);
  const isWrong = dataStatus === 'violated';
  return {
    heading: isWrong
      ? (m) => m.faults.wrongTitle({ wrong: sayWrong(document.faults.audit, m) })
      : best,
    isAlarm: isWrong || document.validity.status === 'invalid',
  };
}

function renderHero(document: FaultsDocument): Markup {
  const { run, validity } = document;
  const { best, more, data, dataStatus } = buildFaultFinding(document);
  const isValid = validity.status === 'valid';
  const tones = { clean: isValid ? 'ok' : 'dim', violated: 'bad', unknown: 'wn' } as const;
  const leads = dataStatus === 'violated' ? [best, ...more] : more;
  const elapsedMs = Date.parse(run.endedAt) - Date.parse(run.startedAt);
  return html`<div class="hero"><div class="card">${run.description !== '' && html`<p>${renderOwnWords(run.description)}</p>`}${leads.map(
    (message) => html`<p class="lead survivor">${both(message)}</p>`,
  )}${dataStatus !== 'violated' && html`<p class="lead ${tones[dataStatus]}">${both(data)}</p>`}${renderFaultWatch(document)}</div><aside class="card" aria-labelledby="trust"><p class="kick" id="trust">${both((m) => m.page.trustKicker)}</p><p class="${isValid ? 'ok' : 'bad'}"><b>${both((m) => (isValid ? m.page.trustValid : m.page.trustInvalid))}</b></p>${renderValidity(validity.checks)}<p><small>${describeBaseline(document).map((message) => html`${both(message)} `)}${both((m) => m.page.runTook({ elapsedMs }))}${run.status !== 'complete' && html`<br><b class="wn">! ${both((m) => m.page.runStatus[run.status])}</b>`}</small></p></aside></div>`;
}
