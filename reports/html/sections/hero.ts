// The first screen: the question, the answer with its figure, gates, the table, cost, what speaks against it, what was not
// tested, and whether the run can be trusted.

import type { FaultsDocument } from '../../document/faults.ts';
import type { ValidityCheck } from '../../document/result.ts';
import { formatMargin } from '../../figures/difference.ts';
import { gateSigns, listGates, orderGates } from '../../figures/gates.ts';
import { findPlacement, findTimeShares } from '../../figures/launch-facts.ts';
import type { Localized } from '../../language/catalogue.ts';
import { tell, tellCheck } from '../../language/tell.ts';
import { buildAnswer, buildCostInBrief } from '../../verdict/build-answer.ts';
import { buildFaultFinding } from '../../verdict/build-fault-finding.ts';
import { buildVerdict } from '../../verdict/build-verdict.ts';
import { describeBaseline } from '../../verdict/describe-baseline.ts';
import { describePlacement } from '../../verdict/describe-launches.ts';
import { both } from '../bilingual.ts';
import { html, type Markup } from '../markup.ts';
import { renderOwnWords } from '../own-words.ts';
import { buildScenarioContext, type PageContext } from '../page-context.ts';
import { renderDecisionTable } from './decision-table.ts';
import { gateTones } from './gates.ts';
import { renderView } from './view.ts';

/** The part of faults has them all. */
const faultLinesLimit = 5;
/** The part of gates has them all. */
const gateLimit = 6;

/** Where the run is not valid, what failed stands in the answer's place. */
export function renderHero(page: PageContext, faults?: FaultsDocument): Markup {
  const { document } = page;
  const hasFaults = faults !== undefined;
  const { kind, gateStatus, question, answer, lead } = buildAnswer(document, hasFaults);
  const broken = faults && buildFaultFinding(faults);
  return html`<section class="first ${kind} ${gateStatus ?? ''}" id="verdict" aria-labelledby="answer">${broken?.dataStatus === 'violated' && html`<p class="lead bad"><b>✗ ${both(broken.data)}</b></p>`}${question && html`<p class="question">${both(question)}</p>`}
<h1 id="answer">${both(answer)}</h1>
${renderLead(page, lead, kind === 'choose')}
${renderFirstGates(page)}
${renderFirstTable(page)}
${renderBlocks(page, faults)}
${renderRunLine(page)}</section>`;
}

/** The figures, and small what the baseline is; or what to do next, a line each. */
function renderLead(
  { document }: PageContext,
  lead: readonly Localized[],
  isChoice: boolean,
): Markup {
  if (!isChoice) return html`${lead.map((message) => html`<p class="lead">${both(message)}</p>`)}`;
  return html`<p class="lead">${lead.map((message) => html`${both(message)} `)}<small>${describeBaseline(document).map((message) => both(message))}</small></p>`;
}

/** Each with its reason, those that did not pass first; of an invalid run only what fails all the same. */
function renderFirstGates(page: PageContext): Markup {
  const gates = orderGates(listGates(page.document)).filter(
    ({ status }) => page.isTrusted || status === 'fail',
  );
  if (gates.length === 0) return html``;
  const more = gates.length - gateLimit;
  // What several advise is said behind the last of them.
  const isLast = (index: number) =>
    index === gateLimit - 1 || gates[index]?.advice?.text !== gates[index + 1]?.advice?.text;
  return html`<ul class="first-gates">${gates
    .slice(0, gateLimit)
    .map(
      ({ gate, status, variantId, message, advice }, index) =>
        html`<li class="${status}"><b class="${gateTones[status]}"><span aria-hidden="true">${gateSigns[status]}</span> ${both((m) => m.gates.status[status])}</b> <bdi>${gate}</bdi> · <bdi>${page.labelOf(variantId)}</bdi> · ${both(tell(message))}${isLast(index) && advice !== null && html` <small>${both(tell(advice))}</small>`}</li>`,
    )}${more > 0 && html`<li><a href="#gates">${both((m) => m.page.moreGates({ count: more }))}</a></li>`}</ul>`;
}

function renderFirstTable(page: PageContext): Markup {
  const { mainScenario, document } = page;
  if (mainScenario === undefined) return html``;
  const index = document.scenarios.indexOf(mainScenario);
  return html`${renderDecisionTable(buildScenarioContext(page, mainScenario, index))}${renderView(page)}`;
}

/** Evidence, cost, limits, caveats, what was not tested; side by side where there is room. */
function renderBlocks(page: PageContext, faults: FaultsDocument | undefined): Markup {
  const { document } = page;
  const verdict = buildVerdict(document, faults !== undefined);
  const broken = faults && buildFaultFinding(faults);
  const watch = [...(broken?.watch.slice(0, faultLinesLimit) ?? []), ...verdict.watch];
  const cost = page.isTrusted ? buildCostInBrief(document) : [];
  return html`<dl class="blocks">${
    page.isTrusted
      ? renderBlock(
          'ok',
          (m) => m.verdict.sureLabel,
          verdict.sure,
          renderTrust(page, verdict.checked),
        )
      : renderBlock('bad', (m) => m.page.trustKicker, [], renderTrust(page, []))
  }${renderBlock('', (m) => m.verdict.costLabel, cost)}${renderBlock('wn', (m) => m.verdict.butLabel, verdict.but)}${renderBlock('bad', (m) => m.verdict.watchLabel, watch)}${renderBlock('', (m) => m.verdict.untestedLabel, verdict.untested)}</dl>`;
}

function renderBlock(
  tone: string,
  label: Localized,
  remarks: readonly Localized[],
  more?: Markup,
): Markup {
  if (remarks.length === 0 && more === undefined) return html``;
  return html`<div><dt class="${tone}">${both(label)}</dt>${remarks.map((remark) => html`<dd>${both(remark)}</dd>`)}${more && html`<dd>${more}</dd>`}</div>`;
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

/** In a sentence that opens to all of them; what speaks against the run stands outside it. */
function renderTrust({ document }: PageContext, [summary]: readonly Localized[]): Markup {
  const { checks } = document.validity;
  const open = checks.filter(({ status }) => status !== 'ok');
  const passed = checks.filter(({ status }) => status === 'ok');
  const { length: count } = passed;
  return html`${open.length > 0 && renderChecks(open)}${count > 0 && html`<details><summary>${both(summary ?? ((m) => m.page.checksPassed({ count })))}</summary>${renderChecks(passed)}</details>`}`;
}

/** How much was measured, for how long and where. */
function renderRunLine({ document }: PageContext): Markup {
  const { run, groups, variants, environment: at } = document;
  const valid = groups.filter((group) => group.status === 'valid').length;
  const margin = formatMargin(run.toleranceRatio);
  const elapsedMs = Date.parse(run.endedAt) - Date.parse(run.startedAt);
  const shares = run.timeUse && findTimeShares(run.timeUse);
  const placement = findPlacement(document);
  return html`<p><small>${run.description !== '' && html`${renderOwnWords(run.description)} `}${both((m) => m.page.comparedIntro({ groups: valid, variants: variants.length, margin }))} ${both((m) => m.page.runTook({ elapsedMs }))}${shares && html` ${both((m) => m.page.timeShares(shares))}`} ${both(describePlacement(placement))} <bdi>${at.cpuModel}</bdi> × ${at.cpuCount}, <bdi>${at.os}</bdi>.${run.status !== 'complete' && html`<br><b class="wn">! ${both((m) => m.page.runStatus[run.status])}</b>`}</small></p>`;
}
