// Which variant survives what: variants down, faults across; on a phone a list for each fault.

import type { FaultTime } from '../../document/fault-metrics.ts';
import type { FaultAudit, FaultCell, FaultDescription } from '../../document/faults.ts';
import { toPlainText } from '../../document/messages/sentence.ts';
import { type FaultSeverity, findSeverity } from '../../figures/fault-ranking.ts';
import { formatAvailability, readFaultTime, selectCells } from '../../figures/faults.ts';
import { formatShare } from '../../figures/quantity.ts';
import { explainFault, tell, titleFault } from '../../language/tell.ts';
import { sayWrong } from '../../verdict/build-fault-finding.ts';
import { both } from '../bilingual.ts';
import { type FaultsContext, orderVariants } from '../faults-context.ts';
import { renderScrollBox } from '../figure.ts';
import { html, type Markup } from '../markup.ts';
import { renderTable, textColumn } from '../table.ts';

const signs: Readonly<Record<FaultSeverity, string>> = {
  holds: '●',
  dented: '◕',
  poor: '◔',
  down: '○',
};

export function renderFaultTable(context: FaultsContext): Markup {
  const { faults } = context.document;
  const heads = faults.faults.map((fault, index) =>
    textColumn(
      html`<a href="#fault-${index + 1}">${both(titleFault(fault))}</a><small>${both(explainFault(fault))}</small>`,
    ),
  );
  const rows = orderVariants(context).map(
    ({ id, isBaseline }) =>
      html`<tr><th scope="row"><bdi>${context.labelOf(id)}</bdi>${isBaseline && html`<small>${both((m) => m.page.baselineTag({ label: context.labelOf(id) }))}</small>`}</th>${faults.faults.map((fault) => renderCell(context, findCell(context, id, fault)))}</tr>`,
  );
  const table = renderTable({
    caption: (m) => m.faults.title,
    className: 'survival',
    columns: [textColumn((m) => m.faults.variantCorner), ...heads],
    body: html`<tbody>${rows}</tbody>`,
  });
  const slo = formatShare(faults.settings.sloRatio);
  return html`<section id="survival"><h3 id="survival-title">${both((m) => m.faults.tableTitle)}</h3>
${context.document.validity.status === 'invalid' && html`<p class="bad">${both((m) => m.faults.untrusted)}</p>`}<div class="wide">${renderScrollBox('survival', 'survival-title', table)}</div>
<div class="by-fault" hidden>${faults.faults.map(
    (fault) =>
      html`<p><b>${both(titleFault(fault))}</b></p><ul>${orderVariants(context).map(({ id }) => renderItem(context, id, findCell(context, id, fault)))}</ul>`,
  )}</div>
<p><small>${both((m) => m.faults.tableReading({ slo }))}</small></p></section>`;
}

function findCell(
  { document }: FaultsContext,
  variantId: string,
  fault: FaultDescription,
): FaultCell | undefined {
  return selectCells(document.faults, fault.id).find((cell) => cell.variantId === variantId);
}

function renderCell(context: FaultsContext, cell: FaultCell | undefined): Markup {
  const tone = chooseTone(context, cell);
  return html`<td class="${tone}">${renderInside(context, cell)}</td>`;
}

function renderItem(context: FaultsContext, id: string, cell: FaultCell | undefined): Markup {
  return html`<li class="${chooseTone(context, cell)}"><bdi>${context.labelOf(id)}</bdi> ${renderInside(context, cell)}</li>`;
}

function chooseTone({ document }: FaultsContext, cell: FaultCell | undefined): string {
  if (!cell?.figures) return 'untried';
  if (document.validity.status === 'invalid') return 'hit';
  return `hit ${findSeverity(cell.figures, document.faults.settings)}`;
}

function renderInside({ document }: FaultsContext, cell: FaultCell | undefined): Markup {
  if (!cell?.figures) {
    const isVoid = cell?.status === 'void';
    return html`${cell?.voidAudit && renderData(cell.voidAudit)}<span class="sv">${both((m) => (isVoid ? m.faults.isVoid : m.faults.notRun))}</span>${renderReason(cell)}`;
  }
  const { figures } = cell;
  const isValid = document.validity.status === 'valid';
  const severity = findSeverity(figures, document.faults.settings);
  return html`${renderData(figures.audit)}<b class="share">${formatAvailability(figures.during.availability)}</b> ${isValid && html`<span class="sv"><span aria-hidden="true">${signs[severity]}</span> ${both((m) => m.faults.severity[severity])}</span>`}<span class="line">${renderOutage(figures.longestOutage)}</span><span class="line">${renderBack(figures.recover)}</span>${renderReason(cell)}`;
}

function renderReason(cell: FaultCell | undefined): Markup {
  if (cell === undefined || cell.reason === null) return html``;
  return html`<small>${both(tell(cell.reason))}</small>`;
}

function renderData(audit: FaultAudit): Markup {
  if (audit.status === 'clean') return html``;
  if (audit.status === 'unknown') {
    return html`<span class="line wn">? ${both((m) => m.faults.dataUnknown)}</span>`;
  }

  return html`<b class="line bad"><span aria-hidden="true">✗ </span>${both((m) => m.faults.dataWrong({ wrong: sayWrong(audit, m).map(toPlainText) }))}</b>`;
}

function renderOutage(time: FaultTime): Markup {
  const reading = readFaultTime(time);
  switch (reading.kind) {
    case 'unknown':
      return html``;
    case 'zero':
      return both((m) => m.faults.noOutage);
    case 'known':
      return both((m) => m.faults.outage({ span: reading.text }));
    case 'open':
      return both((m) => m.faults.outage({ span: `> ${reading.text}` }));
  }
}

function renderBack(time: FaultTime): Markup {
  const reading = readFaultTime(time);
  const { censored, groups } = time;
  const partly =
    censored > 0 &&
    reading.kind !== 'open' &&
    html` <b class="wn">${both((m) => m.faults.partlyOpen({ open: censored, groups }))}</b>`;
  switch (reading.kind) {
    case 'unknown':
      return html`${partly}`;
    case 'zero':
      return html`${both((m) => m.faults.backAtOnce)}${partly}`;
    case 'known':
      return html`${both((m) => m.faults.back({ span: reading.text }))}${partly}`;
    case 'open':
      return html`<b class="bad">${both((m) => m.faults.notBack({ span: reading.text }))}</b>`;
  }
}
