// Faults in a summary or comment: wrong data above all, then who stays up best, and a table of variants and faults.

import type { FaultAudit, FaultCell, FaultGateResult, FaultsDocument } from '../document/faults.ts';
import { findSeverity } from '../figures/fault-standing.ts';
import {
  describeAudit,
  formatAvailability,
  formatFaultTime,
  listWrong,
} from '../figures/faults.ts';
import { formatShare } from '../figures/quantity.ts';
import { gateSigns } from '../gates/gate-text.ts';
import { english } from '../language/catalogue.ts';
import { countOf } from '../language/count-of.ts';
import { toPlainText } from '../language/sentence.ts';
import { buildFaultFinding } from '../verdict/build-fault-finding.ts';
import { type Block, fold, whole } from './budget.ts';
import { escapeMarkdown, renderName, renderSentence } from './escape.ts';

/** More findings than this are left to the report. */
const findingLimit = 5;

/** Nothing where the data are right or were not audited. */
export function listFaultAlarms({ faults: { audit } }: FaultsDocument): Block[] {
  if (audit.status !== 'violated') return [];
  const lines = audit.findings.slice(0, findingLimit).map((text) => `- ${escapeMarkdown(text)}`);
  return [whole([`**✗ ${escapeMarkdown(describeAudit(audit))}**`, '', ...lines].join('\n').trim())];
}

/** Of an invalid run its reasons and no figures. Folded, the table comes last, for who wants to see it. */
export function listFaultBlocks(
  document: FaultsDocument,
  { isFolded = false }: { readonly isFolded?: boolean } = {},
): Block[] {
  const { faults, validity } = document;
  const title = whole(`### ${english.faults.title}`);
  const { best, more, data } = buildFaultFinding(document);
  if (validity.status === 'invalid') {
    const reasons = validity.checks
      .filter(({ status }) => status === 'failed')
      .map(({ detail }) => `- ! ${escapeMarkdown(detail)}`);
    return [title, whole([renderSentence(best(english)), '', ...reasons].join('\n').trim())];
  }
  const told = [best, ...more, data].map((message) => renderSentence(message(english)));
  const gates = listGates(faults.gates, document);
  const first = [title, whole(told.join(' '))];
  if (isFolded) return [...first, ...gates, ...listTable(document, true)];
  return [...first, ...listTable(document, false), ...gates];
}

function listTable(document: FaultsDocument, isFolded: boolean): Block[] {
  const { faults, variants } = document;
  if (faults.faults.length === 0 || variants.length === 0) return [];
  const heads = faults.faults.map((fault) =>
    escapeMarkdown(toPlainText(english.faults.faultTitle(fault))),
  );
  const open = `| Variant | ${heads.join(' | ')} |\n|---|${heads.map(() => '---|').join('')}`;
  const lines = variants.map(({ id, label }) => {
    const cells = faults.faults.map((fault) =>
      renderCell(
        document,
        faults.cells.find((cell) => cell.variantId === id && cell.faultId === fault.id),
      ),
    );
    return `| ${renderName(label)} | ${cells.join(' | ')} |`;
  });
  const note =
    '_Share of requests answered well while it was broken; longest outage; time until all was as before, from the start of healing._';
  if (!isFolded) return [{ open, lines, close: '' }, whole(note)];
  const what = `${countOf(variants.length, 'variant')} under ${countOf(heads.length, 'fault')}`;
  const table = fold(what, open, lines);
  return [{ ...table, close: `\n${note}\n${table.close}` }];
}

function renderCell({ faults }: FaultsDocument, cell: FaultCell | undefined): string {
  if (!cell?.figures) {
    const status = cell?.status === 'void' ? 'void' : 'not run';
    return [...listWrongData(cell?.voidAudit), status].join('<br>');
  }
  const { during, longestOutage, recover, audit, resentRatio = 0 } = cell.figures;
  const severity = findSeverity(cell.figures, faults.settings);
  const unknown = audit.status === 'unknown' ? ['data not audited'] : [];
  const partly =
    recover.censored > 0
      ? `, not back in ${recover.censored} of ${countOf(recover.groups, 'group')}`
      : '';
  return [
    ...listWrongData(audit),
    `<b>${escapeMarkdown(formatAvailability(during.availability))}</b> ${english.faults.severity(severity)}`,
    longestOutage.medianMs === 0
      ? 'no outage'
      : `out ${escapeMarkdown(formatFaultTime(longestOutage, 'never'))}`,
    `back ${escapeMarkdown(formatFaultTime(recover, 'at once'))}${partly}`,
    ...(resentRatio > 0 ? [`${escapeMarkdown(formatShare(resentRatio))} sent again`] : []),
    ...unknown,
  ].join('<br>');
}

/** Those that did not pass; those that did are counted. */
function listGates(gates: readonly FaultGateResult[], { variants }: FaultsDocument): Block[] {
  if (gates.length === 0) return [];
  const labelOf = (id: string) => variants.find((variant) => variant.id === id)?.label ?? id;
  const open = gates.filter(({ outcome }) => outcome !== 'pass');
  const lines = open.map(
    ({ name, outcome, variantId, faultId, reason }) =>
      `- ${gateSigns[outcome]} ${renderName(name)} ${renderName(labelOf(variantId))} ${renderName(faultId)}: ${escapeMarkdown(reason)}`,
  );
  const passed = gates.length - open.length;
  return [
    {
      open: `${english.faults.gatesTitle}: ${passed} of ${gates.length} passed.\n`,
      lines,
      close: '',
    },
  ];
}

function listWrongData(audit: FaultAudit | undefined): readonly string[] {
  return audit?.status === 'violated'
    ? [`<b>✗ ${escapeMarkdown(listWrong(audit).join(', '))}</b>`]
    : [];
}
