// Faults, in the order in which they are read: finding, audit, table, figures of each fault, gates, settings.

import type { FaultDescription, FaultsDocument } from '../../document/faults.ts';
import { explainFault, titleFault } from '../../language/tell.ts';
import { buildFaultFinding } from '../../verdict/build-fault-finding.ts';
import { both } from '../bilingual.ts';
import { buildFaultsContext, type FaultsContext } from '../faults-context.ts';
import type { Look } from '../kit/hue.ts';
import { html, type Markup } from '../markup.ts';
import type { Absence } from '../parts.ts';
import { renderFaultAudit } from './fault-audit.ts';
import { renderFaultCurve } from './fault-curve.ts';
import { renderFaultGates, renderFaultGlossary, renderFaultSettings } from './fault-settings.ts';
import { renderFaultTable } from './fault-table.ts';
import { renderFaultTimelines } from './fault-timelines.ts';
import { renderWarnings } from './warnings.ts';

/** A part of a larger page, with its finding; a line on how to get one where faults were not injected. */
export function renderFaultsSection(
  document: FaultsDocument | undefined,
  looks?: ReadonlyMap<string, Look>,
): Markup | Absence {
  if (document === undefined || document.faults.faults.length === 0) {
    return { absence: (m) => m.faults.none };
  }
  const { best, more, data, dataStatus } = buildFaultFinding(document);
  const tones = {
    clean: document.validity.status === 'valid' ? 'ok' : 'dim',
    violated: 'bad',
    unknown: 'wn',
  } as const;
  const told = html`<p class="lead ${tones[dataStatus]}">${both(data)}</p>`;
  return html`${dataStatus === 'violated' && told}${[best, ...more].map(
    (message) => html`<p class="lead survivor">${both(message)}</p>`,
  )}${dataStatus !== 'violated' && told}
${renderFaultParts(document, looks)}
${renderFaultReproduce(document)}`;
}

/** All but the finding. */
export function renderFaultParts(
  document: FaultsDocument,
  looks?: ReadonlyMap<string, Look>,
): Markup {
  if (document.faults.faults.length === 0) return html`<p>${both((m) => m.faults.none)}</p>`;
  const context = buildFaultsContext(document, looks);
  return html`${renderFaultAudit(document)}
${renderFaultTable(context)}
${document.faults.faults.map((fault, index) => renderFault(context, fault, `fault-${index + 1}`))}
${renderFaultGates(context)}
${renderWarnings(document.faults.warnings)}
${renderFaultSettings(document)}
${renderFaultGlossary()}`;
}

function renderFault(context: FaultsContext, fault: FaultDescription, id: string): Markup {
  return html`<section class="fault" id="${id}"><h3>${both(titleFault(fault))}</h3><p><small>${both(explainFault(fault))}</small></p>
${renderFaultTimelines(context, fault, id)}
${renderFaultCurve(context, fault, id)}</section>`;
}

/** What to mind before choosing; nothing where there is nothing. */
export function renderFaultWatch(document: FaultsDocument): Markup {
  const { watch } = buildFaultFinding(document);
  if (watch.length === 0) return html``;
  return html`<dl class="why"><dt class="bad">${both((m) => m.faults.watchTitle)}</dt>${watch.map((message) => html`<dd>${both(message)}</dd>`)}</dl>`;
}

/** The command that does the same again. */
export function renderFaultReproduce({ run }: FaultsDocument): Markup {
  return html`<section><h3 id="faults-again">${both((m) => m.page.reproduceTitle)}</h3><pre class="scroll" tabindex="0" role="group" aria-labelledby="faults-again"><code>${run.reproduceCommand}</code></pre><p><small>${both((m) => m.faults.seed({ seed: String(run.seed) }))}</small></p></section>`;
}
