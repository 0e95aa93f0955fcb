// Writes a run as a step summary: the verdict, its doubts, the gates, the variants, how to run it again.
import { indexVariants, isTrusted } from '../figures/lookup.ts';
import { listGates, orderGates } from '../gates/gate-results.ts';
import { english } from '../language/catalogue.ts';
import type { Message } from '../language/messages.ts';
import type { FaultsDocument } from '../schema/faults.ts';
import type { ResultDocument } from '../schema/result.ts';
import { buildVerdict } from '../verdict/build-verdict.ts';
import { describeLoad } from '../verdict/describe-load.ts';
import { type Block, fitBlocks, whole } from './budget.ts';
import { escapeMarkdown, renderName, renderSentence } from './escape.ts';
import { listFaultAlarms, listFaultBlocks } from './fault-table.ts';
import { gateTableHead, gateTableNote, renderGateRows } from './gate-table.ts';
import { renderReproduction, renderTitle, renderVerdict } from './title.ts';
import { renderVariantHead, renderVariantRows } from './variant-table.ts';
import { listVoidGroups } from './void-groups.ts';

/** GitHub refuses a step summary above 1 MiB; other steps of a job have limits of their own. */
const mostBytes = 1_048_576;
const cut =
  '_The summary was cut here, since it may not be longer; the report of the run has the rest._';

export interface SummaryOptions {
  /** 1 MiB by default. */
  readonly limitBytes?: number;
  readonly faults?: FaultsDocument | undefined;
}

/** Markdown of at most `limitBytes`; ends with a line break. Data lost under faults stand above every speed. */
export function renderSummary(
  document: ResultDocument,
  { limitBytes = mostBytes, faults }: SummaryOptions = {},
): string {
  const blocks = [
    whole(`## ${renderTitle(document)}`),
    ...(faults === undefined ? [] : listFaultAlarms(faults)),
    whole(renderVerdict(document)),
    ...(isTrusted(document) ? listFigures(document) : listUnjudged(document)),
    ...(faults === undefined ? [] : listFaultBlocks(faults)),
    ...listVoidGroups(document),
    ...listChecks(document),
  ];
  const budget = { most: limitBytes, cut, measure: (text: string) => Buffer.byteLength(text) };
  return fitBlocks(blocks, renderReproduction(document), budget);
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

function listScenarioBlocks(document: ResultDocument): Block[] {
  const variants = indexVariants(document);
  return document.scenarios.map((scenario, index): Block => {
    const load = renderSentence(describeLoad(scenario.load)(english));
    const metric = english.table.metricName(scenario.primaryMetric);
    const title = `Variants in ${renderName(scenario.scenario)}: ${load}, compared by ${metric}`;
    const isShown = index === document.headline.scenarioIndex;
    return {
      open: `<details${isShown ? ' open' : ''}><summary>${title}</summary>\n\n${renderVariantHead(scenario)}`,
      lines: renderVariantRows(scenario, variants),
      close: '\n</details>',
    };
  });
}

/** The gates of an invalid run: their names alone. */
function listUnjudged(document: ResultDocument): Block[] {
  const names = [...new Set(document.gates.map((gate) => gate.gate))];
  const lines = names.map((gate) => `- ! ${renderName(gate)}`);
  return lines.length === 0 ? [] : [{ open: '### Gates not judged\n', lines, close: '' }];
}

function listChecks({ validity }: ResultDocument): Block[] {
  const signs = { ok: '✓', warning: '⚠', failed: '✗' } as const;
  const lines = validity.checks.map(
    (check) =>
      `- ${signs[check.status]} ${renderName(check.name)}: ${escapeMarkdown(check.detail)}`,
  );
  if (lines.length === 0) return [];
  const open = '<details><summary>Can this run be trusted? All checks</summary>\n';
  return [{ open, lines, close: '\n</details>' }];
}
