// The top of the page: the verdict with *Sure? But. Watch.*, and whether the run can be trusted.

import type { FaultsDocument } from '../../document/faults.ts';
import type { ValidityCheck } from '../../document/result.ts';
import { formatMargin } from '../../figures/difference.ts';
import { findPlacement, findTimeShares } from '../../figures/launch-facts.ts';
import type { Localized } from '../../language/catalogue.ts';
import { tellCheck } from '../../language/tell.ts';
import { buildFaultFinding } from '../../verdict/build-fault-finding.ts';
import { buildVerdict } from '../../verdict/build-verdict.ts';
import { describeBaseline } from '../../verdict/describe-baseline.ts';
import { describePlacement } from '../../verdict/describe-launches.ts';
import { both } from '../bilingual.ts';
import { html, type Markup } from '../markup.ts';
import type { PageContext } from '../page-context.ts';

/** The section of faults has them all. */
const faultLinesLimit = 5;

/** Where the run is not valid, what failed stands in the verdict's place. */
export function renderHero(page: PageContext, faults?: FaultsDocument): Markup {
  const verdict = buildVerdict(page.document, faults !== undefined);
  const broken = faults && buildFaultFinding(faults);
  const [context, ...lead] = verdict.lead;
  const isJudged = ['choose', 'keep-baseline', 'undecided'].includes(verdict.kind);
  const hasRemarks = verdict.sure.length + verdict.but.length + verdict.watch.length > 0;
  return html`<section class="hero" id="verdict"><div class="card verdict ${verdict.kind} ${verdict.gateStatus ?? ''}">${broken?.dataStatus === 'violated' && html`<p class="lead bad"><b>✗ ${both(broken.data)}</b></p>`}<p class="kick">${both((m) => m.page.verdictKicker)}</p>
<h1>${both(verdict.title)}</h1>
${isJudged && context && html`<p class="context">${both(context)}</p>`}
${(isJudged ? lead : verdict.lead).map((message) => html`<p class="lead">${both(message)}</p>`)}
${hasRemarks && html`<dl class="why">${renderRemarks('ok', (m) => m.verdict.sureLabel, verdict.sure)}${renderRemarks('wn', (m) => m.verdict.butLabel, verdict.but)}${renderRemarks('bad', (m) => m.verdict.watchLabel, [...(broken?.watch.slice(0, faultLinesLimit) ?? []), ...verdict.watch])}</dl>`}
${!hasRemarks && broken && broken.watch.length > 0 && html`<dl class="why">${renderRemarks('bad', (m) => m.verdict.watchLabel, broken.watch.slice(0, faultLinesLimit))}</dl>`}
</div>${renderTrust(page)}</section>`;
}

function renderRemarks(tone: string, label: Localized, remarks: readonly Localized[]): Markup {
  if (remarks.length === 0) return html``;
  return html`<dt class="${tone}">${both(label)}</dt>${remarks.map((remark) => html`<dd>${both(remark)}</dd>`)}`;
}

const marks: Readonly<Record<ValidityCheck['status'], string>> = {
  ok: '✓',
  warning: '!',
  failed: '✗',
};
const tones: Readonly<Record<ValidityCheck['status'], string>> = {
  ok: 'ok',
  warning: 'wn',
  failed: 'bad',
};
/** More passed checks than this are folded: what speaks against the run must stand out. */
const passedLimit = 5;

function renderChecks(checks: readonly ValidityCheck[]): Markup {
  return html`<ul class="checks">${checks.map(
    ({ status, ...check }) =>
      html`<li><b class="${tones[status]}"><span aria-hidden="true">${marks[status]}</span> <span class="vh">${both((m) => m.table.validityStatus[status])}</span></b> ${both(tellCheck(check))}</li>`,
  )}</ul>`;
}

function renderPassed(checks: readonly ValidityCheck[]): Markup {
  if (checks.length <= passedLimit) return renderChecks(checks);
  return html`<details><summary>${both((m) => m.page.checksPassed({ count: checks.length }))}</summary>${renderChecks(checks)}</details>`;
}

/** Checks that speak against the run first; many that passed are folded. */
export function renderValidity(checks: readonly ValidityCheck[]): Markup {
  const open = (['failed', 'warning'] as const).flatMap((status) =>
    checks.filter((check) => check.status === status),
  );
  const passed = checks.filter((check) => check.status === 'ok');
  return html`${open.length > 0 && renderChecks(open)}${passed.length > 0 && renderPassed(passed)}`;
}

function renderTrust({ document, isTrusted }: PageContext): Markup {
  const { run, validity, groups, variants } = document;
  const valid = groups.filter((group) => group.status === 'valid').length;
  const margin = formatMargin(run.toleranceRatio);
  const elapsedMs = Date.parse(run.endedAt) - Date.parse(run.startedAt);
  const shares = run.timeUse && findTimeShares(run.timeUse);
  const placement = findPlacement(document);
  return html`<aside class="card" aria-labelledby="trust"><p class="kick" id="trust">${both((m) => m.page.trustKicker)}</p>
<p class="${isTrusted ? 'ok' : 'bad'}"><b>${both((m) => (isTrusted ? m.page.trustValid : m.page.trustInvalid))}</b></p>
${renderValidity(validity.checks)}
<p><small>${describeBaseline(document).map((message) => html`${both(message)} `)}${both((m) => m.page.comparedIntro({ groups: valid, variants: variants.length, margin }))} ${both((m) => m.page.runTook({ elapsedMs }))}${shares && html` ${both((m) => m.page.timeShares(shares))}`} ${both(describePlacement(placement))}${run.status !== 'complete' && html`<br><b class="wn">! ${both((m) => m.page.runStatus[run.status])}</b>`}</small></p></aside>`;
}
