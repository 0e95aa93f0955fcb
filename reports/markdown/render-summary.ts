// Writes a run as a step summary: the verdict, its doubts, the gates, the variants, how to run it again.

import type { FaultsDocument } from '../document/faults.ts';
import type { ResultDocument } from '../document/result.ts';
import { findLabel, indexVariants, isTrusted } from '../figures/lookup.ts';
import { listSharedWarnings } from '../figures/warnings.ts';
import { listGates, orderGates } from '../gates/gate-results.ts';
import { english } from '../language/catalogue.ts';
import type { Message } from '../language/messages.ts';
import { tellWarning } from '../language/tell.ts';
import { buildVerdict } from '../verdict/build-verdict.ts';
import { describeLoad } from '../verdict/describe-load.ts';
import { type Block, whole } from './budget.ts';
import { listChecks } from './checks.ts';
import { renderName, renderSentence } from './escape.ts';
import { listFaultAlarms, listFaultBlocks } from './fault-table.ts';
import { gateTableHead, gateTableNote, renderGateRows } from './gate-table.ts';
import { fitSummary } from './limits.ts';
import { renderReproduction, renderTitle, renderVerdict } from './title.ts';
import { renderSignNotes, renderVariantHead, renderVariantRows } from './variant-table.ts';
import { listVoidGroups } from './void-groups.ts';

export interface SummaryOptions {
  /** 1 MiB by default. */
  readonly limitBytes?: number;
  readonly faults?: FaultsDocument | undefined;
}

/** Markdown of at most `limitBytes`; ends with a line break. Data lost under faults stand above every speed. */
export function renderSummary(
  document: ResultDocument,
  { limitBytes, faults }: SummaryOptions = {},
): string {
  const blocks = [
    whole(`## ${renderTitle(document, faults)}`),
    ...(faults === undefined ? [] : listFaultAlarms(faults)),
    whole(renderVerdict(document)),
    ...(isTrusted(document) ? listFigures(document) : listUnjudged(document)),
    ...(faults === undefined ? [] : listFaultBlocks(faults)),
    ...listVoidGroups(document),
    ...listChecks(document),
  ];
  return fitSummary(blocks, renderReproduction(document), limitBytes);
}

function listFigures(document: ResultDocument): Block[] {
  const { sure, but, watch } = buildVerdict(document);
  const doubts = [
    ...listRemarks(english.verdict.sureLabel, sure),
    ...listRemarks(english.verdict.butLabel, but),
    ...listRemarks(english.verdict.watchLabel, watch),
  ];
  return [
    ...listGateBlocks(document),
    ...(doubts.length === 0 ? [] : [whole(`### How far to trust it\n\n${doubts.join('\n')}`)]),
    ...listScenarioBlocks(document),
    ...listCaveats(document),
  ];
}

function listRemarks(label: string, messages: readonly Message[]): string[] {
  return messages.map((message) => `- **${label}** ${renderSentence(message(english))}`);
}

function listGateBlocks(document: ResultDocument): Block[] {
  const gates = orderGates(listGates(document));
  if (gates.length === 0) return [];
  const open = gates.filter((gate) => gate.status !== 'pass');
  const passed = gates.filter((gate) => gate.status === 'pass');
  const blocks: Block[] = [whole('### Gates')];
  const table = (rows: string[], before: string, close: string): Block => ({
    open: `${before}${gateTableHead}`,
    lines: rows,
    close,
  });
  if (open.length > 0) {
    blocks.push(table(renderGateRows(document, open), '', ''), whole(gateTableNote));
  }
  if (passed.length > 0) {
    const before = `<details><summary>${passed.length} passed</summary>\n\n`;
    blocks.push(table(renderGateRows(document, passed), before, '\n</details>'));
  }
  return blocks;
}

/** Of variants, those of one text together. */
function listCaveats(document: ResultDocument): Block[] {
  const variants = indexVariants(document);
  const lines = document.scenarios.flatMap((scenario) =>
    listSharedWarnings(scenario).map(({ variantIds, ...warning }) => {
      const labels = variantIds.map((id) => findLabel(variants, id));
      return `- ${renderSentence(english.table.warningOf(labels, tellWarning(warning)(english)))}`;
    }),
  );
  return lines.length === 0
    ? []
    : [{ open: '### Caveats\n', lines: [...new Set(lines)], close: '' }];
}

function listScenarioBlocks(document: ResultDocument): Block[] {
  const variants = indexVariants(document);
  return document.scenarios.map((scenario, index): Block => {
    const load = renderSentence(describeLoad(scenario.load)(english));
    const metric = english.table.metricName(scenario.primaryMetric);
    const title = `Variants in ${renderName(scenario.scenario)}: ${load}, compared by ${metric}`;
    const isShown = index === document.headline.scenarioIndex;
    return {
      open: `<details${isShown ? ' open' : ''}><summary>${title}</summary>\n\n${renderVariantHead(scenario)}`,
      lines: renderVariantRows(document, scenario, variants),
      close: `${renderSignNotes(document, variants, scenario)}\n</details>`,
    };
  });
}

/** The gates of an invalid run: their names alone. */
function listUnjudged(document: ResultDocument): Block[] {
  const names = [...new Set(document.gates.map((gate) => gate.gate))];
  const lines = names.map((gate) => `- ! ${renderName(gate)}`);
  return lines.length === 0 ? [] : [{ open: '### Gates not judged\n', lines, close: '' }];
}
