// Whether data were lost: what was acknowledged against what is there. What is wrong stands first; unknown is never green.

import type { FaultAudit, FaultsDocument } from '../../document/faults.ts';
import { type AuditFigure, auditFigures, countAudited, formatSpan } from '../../figures/faults.ts';
import { formatCount, noFigure } from '../../figures/quantity.ts';
import { tell } from '../../language/tell.ts';
import { describeFaultData } from '../../verdict/build-fault-finding.ts';
import { both } from '../bilingual.ts';
import { html, type Markup } from '../markup.ts';

/** More findings than this are a wall; the file has them. */
const findingLimit = 12;

/** One figure of the panel and how it stands. */
interface AuditTile {
  readonly figure: AuditFigure | 'acknowledged' | 'indeterminate';
  readonly tone: 'bad' | 'ok' | 'dim';
  readonly text: string;
  readonly isUnknown: boolean;
}

export function renderFaultAudit({ faults, validity }: FaultsDocument): Markup {
  const { audit, settings } = faults;
  const hasLimit = settings.stalenessLimitMs !== null;
  const tiles = auditFigures.map((figure) => describeTile(audit, figure, hasLimit));
  const isUnknown = audit.status === 'unknown';
  const neutral = (['acknowledged', 'indeterminate'] as const).map(
    (figure): AuditTile => ({
      ...{ figure, tone: 'dim', isUnknown },
      text: isUnknown ? noFigure : formatCount(audit[figure]),
    }),
  );
  const sorted = [
    ...tiles.filter(({ tone }) => tone === 'bad'),
    ...neutral,
    ...tiles.filter(({ tone }) => tone !== 'bad'),
  ];
  // Of a run that is not valid nothing is told as right.
  const isSure = validity.status === 'valid';
  const headTone = { clean: isSure ? 'ok' : 'dim', violated: 'bad', unknown: 'wn' }[audit.status];
  return html`<section id="fault-audit"><h3>${both((m) => m.faults.auditTitle)}</h3><p class="${headTone}">${both(describeFaultData(audit))}</p>
${audit.status !== 'unknown' && audit.reason !== null && html`<p><b class="wn" aria-hidden="true">!</b> ${both(tell(audit.reason))}</p>`}${renderFindings(audit)}
<dl class="audit${!isSure && ' unsure'}">${sorted.map(renderTile)}</dl>
<p><small>${both((m) => m.faults.auditReading)}${!hasLimit && html` ${both((m) => m.faults.auditName.staleReads)}: ${both((m) => m.faults.staleNoLimit)}.`}${renderStaleness(audit)}</small></p></section>`;
}

/** Nothing read, or no limit: how many were too old is not known. */
function describeTile(audit: FaultAudit, figure: AuditFigure, hasLimit: boolean): AuditTile {
  const count = countAudited(audit, figure);
  if (count > 0) return { figure, tone: 'bad', text: formatCount(count), isUnknown: false };
  const isUnread = figure === 'staleReads' && (!hasLimit || audit.staleness.reads === 0);
  if (audit.status === 'unknown' || isUnread) {
    return { figure, tone: 'dim', text: noFigure, isUnknown: true };
  }
  return { figure, tone: 'ok', text: '0', isUnknown: false };
}

function renderTile({ figure, tone, text, isUnknown }: AuditTile): Markup {
  const sign = { bad: '✗', ok: '✓', dim: '' }[tone];
  return html`<div class="${tone}"><dt>${both((m) => m.faults.auditName[figure])}</dt><dd><b>${sign !== '' && html`<span aria-hidden="true">${sign} </span>`}${text}</b>${isUnknown && html` <span>${both((m) => m.faults.auditUnknown)}</span>`}<small>${both((m) => m.faults.auditMeaning[figure])}</small></dd></div>`;
}

function renderFindings({ findings, brokenInvariants }: FaultAudit): Markup {
  // Each is a finding, too, but there may be too many of them.
  const told = findings.flatMap(({ params: { rule } }) =>
    typeof rule === 'object' && 'text' in rule ? [rule.params.name] : [],
  );
  const untold = brokenInvariants.filter(({ name }) => !told.includes(name));
  const rules = untold.map(
    ({ name, violations }) =>
      html`<li>${both((m) => m.faults.auditName.brokenInvariants)}: <code>${name}</code> × ${formatCount(violations)}</li>`,
  );
  if (findings.length + rules.length === 0) return html``;
  const shown = findings.slice(0, findingLimit);
  return html`<p><b>${both((m) => m.faults.findings)}</b></p><ul class="bad">${shown.map(
    (finding) => html`<li>${both(tell(finding))}</li>`,
  )}${shown.length < findings.length && html`<li>… +${formatCount(findings.length - shown.length)}</li>`}${rules}</ul>`;
}

function renderStaleness({ staleness: { p99Ms, maxMs } }: FaultAudit): Markup {
  if (maxMs === null) return html``;
  const p99 = p99Ms === null ? noFigure : formatSpan(p99Ms);
  return html` ${both((m) => m.faults.staleness({ p99, most: formatSpan(maxMs) }))}`;
}
