// Markdown for GitHub and GitLab: a step summary, and the body of a comment on a pull request.

import { createHash } from 'node:crypto';
import type { FaultAudit } from '../document/faults.ts';
import type { GateStatus } from '../document/gates.ts';
import { countOf } from '../document/messages/count.ts';
import type { ValidityCheck, VerdictKind } from '../document/result.ts';
import { cleanLines } from '../figures/clean-text.ts';
import { formatAvailability, formatFaultTime, listWrong } from '../figures/faults.ts';
import { gateSigns, orderGates } from '../figures/gates.ts';
import {
  type BrokenRule,
  formatQuality,
  formatQualityDifference,
  formatQualityInterval,
  type QualityRow,
  qualitySigns,
} from '../figures/quality.ts';
import { formatShare } from '../figures/quantity.ts';
import { say } from '../terminal/say.ts';
import { describeGateCounts } from '../verdict/describe-gate.ts';
import { drawGates } from './gate-chart.ts';
import {
  type Block,
  escapeMarkdown,
  fitBlocks,
  fold,
  renderCommand,
  renderName,
  renderText,
  whole,
} from './markdown-text.ts';
import {
  type CommandFailure,
  type ComparisonRows,
  cutOutput,
  type ExportedRun,
  type ExportFormat,
  type FaultRow,
  type FaultRows,
  type GateRow,
  type RunPart,
  type ScenarioRows,
  type VariantRow,
} from './model.ts';

export const summary: ExportFormat = {
  fileName: 'summary.md',
  description: 'Markdown for a step summary',
  says: ['compare', 'faults'],
  // GitHub refuses a step summary above 1 MiB; other steps of a job have limits of their own.
  render: (run, { limit = 1_048_576 }) =>
    fitBlocks(listSummary(run), renderReproduction(run), {
      ...{ most: limit, cut: tellCut('summary'), measure: (text) => Buffer.byteLength(text) },
    }),
  renderFailure: renderFailureMarkdown,
};

export const comment: ExportFormat = {
  fileName: 'comment.md',
  description: 'Markdown for a comment on a pull request',
  says: ['compare', 'faults'],
  // GitHub takes 65,536 characters; the rest is left to what a bot may add.
  render: (run, { limit = 60_000 }) =>
    fitBlocks(
      listComment(run),
      `<details><summary>Run it again</summary>\n\n${renderReproduction(run)}\n\n</details>`,
      { most: limit, cut: tellCut('comment'), measure: (text) => text.length },
    ),
  renderFailure: renderFailureMarkdown,
};

const tellCut = (what: string) =>
  `_The ${what} was cut here, since it may not be longer; the report of the run has the rest._`;

/** Data lost under faults stand above every speed; of an invalid run its reasons stand in place of figures. */
function listSummary({ comparison, faults }: ExportedRun): Block[] {
  return [
    whole(`## ${renderTitle({ comparison, faults })}`),
    ...(faults ? listFaultAlarms(faults) : []),
    ...(comparison ? listBroken(comparison.brokenRules) : []),
    ...(comparison ? [whole(renderVerdict(comparison)), ...listSummaryFigures(comparison)] : []),
    ...(faults ? listFaultBlocks(faults, false) : []),
    ...(comparison ? listVoidGroups(comparison) : []),
    ...listChecks((comparison ?? faults)?.checks ?? []),
  ];
}

/** The hidden lines first, then the three most important findings; the rest is folded away. */
function listComment({ comparison, faults }: ExportedRun): Block[] {
  const hidden = renderHiddenLines({ comparison, faults });
  return [
    whole(`${hidden}\n### ${renderTitle({ comparison, faults })}`),
    ...(faults ? listFaultAlarms(faults) : []),
    ...(comparison ? listBroken(comparison.brokenRules) : []),
    ...(comparison ? listCommentFigures(comparison) : []),
    ...(faults ? listFaultBlocks(faults, true) : []),
  ];
}

/** A command that ended without a document: the same for a summary and a comment. */
function renderFailureMarkdown(failure: CommandFailure): string {
  const { command, code, message, hint } = failure;
  const kept = cutOutput(failure);
  // The bar keeps a line from beginning with `::`, which a log of GitHub obeys behind blanks, too.
  const quoted = cleanLines(kept)
    .split('\n')
    .map((line) => `    │ ${line}`);
  return [
    `## ! ${escapeMarkdown(command)}: not judged`,
    '',
    `**${escapeMarkdown(message)}** (${escapeMarkdown(code)})`,
    ...(kept === '' ? [] : ['', ...quoted]),
    '',
    escapeMarkdown(hint),
    '',
  ].join('\n');
}

/** What can be said of a part of the run in a few words, and the worst status that it has; undefined without gates. */
interface Outcome {
  readonly status: GateStatus | undefined;
  readonly words: string;
}

/** `✗ crm: 4 of 50 gates failed`: the sign and the worst that can be said, of the faults of the run too. */
function renderTitle({ comparison, faults }: ExportedRun): string {
  const outcomes = [
    ...(comparison ? [describeOutcome(comparison)] : []),
    ...(faults ? [describeFaultOutcome(faults)] : []),
  ];
  const worst = findWorst(outcomes);
  const name = renderName((comparison ?? faults)?.run.name ?? '');
  const sign = worst === undefined ? '' : `${gateSigns[worst]} `;
  return `${sign}${name}: ${outcomes.map(({ words }) => words).join('; ')}`;
}

function describeOutcome(rows: ComparisonRows): Outcome {
  const wrong = rows.wrongAnswers.length > 0 ? 'wrong answers' : undefined;
  return judge(rows, wrong, { none: 'compared, no gates', invalid: 'invalid run, no conclusion' });
}

function describeFaultOutcome(rows: FaultRows): Outcome {
  const wrong = rows.audit.status === 'violated' ? 'wrong data' : undefined;
  const found = judge(rows, wrong, { none: 'no gates', invalid: 'invalid, no conclusion' });
  return { ...found, words: `under faults: ${found.words}` };
}

/** What is wrong first, also of an invalid run; then the gates. */
function judge(
  { isValid, gates }: RunPart,
  wrong: string | undefined,
  words: { readonly none: string; readonly invalid: string },
): Outcome {
  const told = gates.length === 0 ? words.none : say(describeGateCounts(gates));
  return {
    status: wrong ? 'fail' : isValid ? findWorst(gates) : 'error',
    words: `${wrong ? `${wrong}; ` : ''}${isValid ? told : words.invalid}`,
  };
}

function findWorst(all: readonly Pick<Outcome, 'status'>[]): GateStatus | undefined {
  const order = ['fail', 'error', 'inconclusive', 'pass'] as const;
  return order.find((wanted) => all.some(({ status }) => status === wanted));
}

/**
 * By which a bot finds its comment again, and whether a new one is worth it: where a reader has something to decide.
 * One that is there is brought up to date anyway.
 */
function renderHiddenLines({ comparison, faults }: ExportedRun): string {
  const { status } = faults ? describeFaultOutcome(faults) : {};
  const isWorth =
    (comparison !== undefined && (!comparison.isValid || comparison.findings.length > 0)) ||
    (status !== undefined && status !== 'pass');
  // Faults alone have a comment of their own: that of the gates of the same config must not be written over.
  const name = comparison?.run.name ?? `${faults?.run.name} faults`;
  return `${buildCommentMarker(name)}\n<!-- loadstone-changed: ${isWorth ? 'yes' : 'no'} -->`;
}

/** A hidden line, the same for every run of an experiment. */
export function buildCommentMarker(experimentName: string): string {
  const slug = experimentName
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .slice(0, 40)
    .replace(/^-+|-+$/g, '');
  const hash = createHash('sha256').update(experimentName).digest('hex').slice(0, 8);
  return `<!-- loadstone:${slug === '' ? '' : `${slug}-`}${hash} -->`;
}

/** The verdict in a sentence or two; of an invalid run the reasons instead. */
function renderVerdict({ verdict, isValid, failedChecks, wrongAnswers }: ComparisonRows): string {
  const strong = `**${renderText(verdict.title)}**`;
  if (isValid) return [strong, ...verdict.lead.map(renderText)].join(' ');
  const wrong = wrongAnswers.map(({ text }) => `- ${renderText(text)}`);
  const reasons = failedChecks.map(
    ({ name, detail }) => `- ${renderName(name)}: ${escapeMarkdown(detail.text)}`,
  );
  const next =
    'Mend the cause and run again: no figure of this run is shown, since none can be trusted.';
  return `${strong}\n\n${[...wrong, ...reasons].join('\n')}\n\n${next}`;
}

/** Enough of a hash to see whether two plans are the same. */
const shownHash = 12;

/** The command, and what must be equal for it to be the same run. */
function renderReproduction({ comparison, faults }: ExportedRun): string {
  const run = (comparison ?? faults)?.run;
  if (run === undefined) return '';
  const { id, groupsEnded, groupsPlanned, seed, planHash, fingerprint } = run;
  const facts = [
    `run ${renderName(id)}`,
    `${groupsEnded} of ${countOf(groupsPlanned, 'group')}`,
    `seed ${seed}`,
    ...(planHash === undefined ? [] : [`plan ${renderName(planHash.slice(0, shownHash))}`]),
    `machine ${renderName(fingerprint)}`,
  ];
  return `Run the same again (${facts.join(' · ')}):\n\n${renderCommand(run.reproduceCommand)}`;
}

/** Of an invalid run the names of its gates alone. */
function listSummaryFigures({
  isValid,
  gates,
  verdict,
  scenarios,
  quality,
}: ComparisonRows): Block[] {
  if (!isValid) {
    const names = [...new Set(gates.map(({ name }) => `- ! ${renderName(name)}`))];
    return listUnder('### Gates not judged\n', names);
  }
  const remarks = verdict.remarks.map(({ label, text }) => `- **${label}** ${renderText(text)}`);
  const caveats = scenarios.flatMap((one) => one.caveats.map((text) => `- ${renderText(text)}`));
  return [
    ...listGateBlocks(orderGates(gates)),
    ...(remarks.length === 0 ? [] : [whole(`### How far to trust it\n\n${remarks.join('\n')}`)]),
    ...scenarios.map((scenario): Block => {
      const title = `Variants in ${renderName(scenario.scenario)}: ${renderText(scenario.loadText)}, compared by ${scenario.primaryText}`;
      const isOpen = scenario.isHeadline ? ' open' : '';
      const head = renderVariantHead(scenario);
      return {
        open: `<details${isOpen}><summary>${title}</summary>\n\n${head}`,
        lines: scenario.shown.map(renderVariantRow),
        close: `${renderNotes(scenario)}\n</details>`,
      };
    }),
    ...listQuality(quality),
    ...listUnder('### Caveats\n', [...new Set(caveats)]),
  ];
}

/** What the data are like after the load, a line a measure and variant. */
function listQuality(rows: readonly QualityRow[]): Block[] {
  if (rows.length === 0) return [];
  const head =
    '| measure | variant | mean | 95% interval | against baseline |\n|---|---|--:|---|---|';
  const lines = rows.map((row) => {
    const verdict = row.figure.comparison?.verdict;
    const difference =
      verdict === undefined ? '' : `${qualitySigns[verdict]} ${formatQualityDifference(row)}`;
    const names = `${renderName(row.measure.name)} | ${renderName(row.label)}`;
    return `| ${names} | ${formatQuality(row)} | ${formatQualityInterval(row)} | ${difference} |`;
  });
  return [fold('Data quality', head, lines)];
}

/** Rows that break a rule stand above every speed. */
function listBroken(rules: readonly BrokenRule[]): Block[] {
  const lines = rules.map(
    ({ label, name, violations, groups }) =>
      `- ✗ ${renderName(label)} breaks ${renderName(name)}: ${countOf(violations, 'row')} in ${countOf(groups, 'group')}`,
  );
  return listUnder('### Wrong data\n', lines);
}

const shownFindings = 3;

function listCommentFigures(comparison: ComparisonRows): Block[] {
  const { isValid, gates, margin, scenarios } = comparison;
  if (!isValid) return [whole(renderVerdict(comparison)), ...listVoidGroups(comparison)];
  const findings = comparison.findings.map(({ sign, text }) => `${sign} ${renderText(text)}`);
  const first = findings.slice(0, shownFindings).map((text) => `1. ${text}`);
  const rest = findings.slice(shownFindings).map((text) => `- ${text}`);
  const nothing = `Nothing changed: no gate complains, and no variant differs from the baseline beyond noise or ${margin}.`;
  const ordered = orderGates(gates).map(renderGate);
  // Variants that are equivalent or undecided are insignificant, so never on the first screen.
  const foldVariants = (what: string, verdicts: readonly VerdictKind[]) =>
    scenarios.flatMap((scenario) => {
      const rows = scenario.shown.filter(({ verdict }) => verdicts.includes(verdict));
      if (rows.length === 0) return [];
      const title = `${countOf(rows.length, 'variant')} ${what} ${renderText(scenario.place)}`;
      const table = fold(title, renderVariantHead(scenario), rows.map(renderVariantRow));
      return [{ ...table, close: `${renderNotes(scenario)}${table.close}` }];
    });
  return [
    whole(first.length > 0 ? first.join('\n') : nothing),
    whole(renderVerdict(comparison)),
    ...listChart(gates),
    ...(rest.length === 0 ? [] : [fold(countOf(rest.length, 'further finding'), '', rest)]),
    ...(gates.length === 0
      ? []
      : [fold(`All ${countOf(gates.length, 'gate')}`, gateTableHead, ordered)]),
    ...foldVariants('without a significant change in', ['equivalent', 'inconclusive']),
    ...foldVariants('not exercised by', ['not-exercised']),
  ];
}

const gateTableHead = [
  '| | Gate | Scenario | Variant | Measured | Bounds | Must be | Outcome |',
  '|:-:|---|---|---|--:|---|---|---|',
].join('\n');

/** Indented, so that it is code: no sign in it means anything. Nothing where no gate has an interval. */
function listChart(gates: readonly GateRow[]): Block[] {
  const lines = drawGates(gates).map((line) => `    ${line}`);
  if (lines.length === 0) return [];
  const reading =
    '_<code>├─●─┤</code> the change with its bounds, <code>│</code> no difference, <code>┊</code> the most that the gate accepts._';
  return [whole(`${lines.join('\n')}\n\n${reading}`)];
}

function listGateBlocks(gates: readonly GateRow[]): Block[] {
  if (gates.length === 0) return [];
  const open = gates.filter(({ status }) => status !== 'pass').map(renderGate);
  const passed = gates.filter(({ status }) => status === 'pass').map(renderGate);
  const note =
    '_A gate passes or fails only where all between its bounds lies on one side of the limit; otherwise it is undecided._';
  return [
    whole('### Gates'),
    ...listChart(gates),
    ...(open.length === 0 ? [] : [{ open: gateTableHead, lines: open, close: '' }, whole(note)]),
    ...(passed.length === 0 ? [] : [fold(`${passed.length} passed`, gateTableHead, passed)]),
  ];
}

function renderGate({ status, name, label, measured }: GateRow): string {
  if (measured === undefined) return '';
  const { moreGroups } = measured;
  const more = moreGroups === null ? '' : `, about ${moreGroups} more groups`;
  return renderRow([
    gateSigns[status],
    `${renderName(name)}<br>${escapeMarkdown(measured.metricText)}`,
    renderText(measured.place),
    renderName(label),
    ...[measured.value, measured.bounds, measured.limit],
    `${measured.outcomeText}${more}`,
  ]);
}

function renderVariantHead({ differenceColumns, columns }: ScenarioRows): string {
  const titles = ['Variant', 'Verdict', ...differenceColumns, ...columns];
  const rule = ['---', '---', '--:', '---', ...columns.map(() => '--:')];
  return `${renderRow(titles)}\n|${rule.join('|')}|`;
}

function renderVariantRow({ label, rank, estimate, interval, cells }: VariantRow): string {
  const spans = [estimate, interval.replace(', ', ',\u00a0')];
  return renderRow([
    ...[renderName(label), escapeMarkdown(rank), ...spans, ...cells.map(escapeMarkdown)],
  ]);
}

function renderNotes({ notes }: ScenarioRows): string {
  return notes.map((note) => `\n\n${renderText(note)}`).join('');
}

function renderRow(cells: readonly string[]): string {
  return `| ${cells.join(' | ')} |`;
}

/** Often the cause of an invalid run; groups are counted from 1 as on the page. */
function listVoidGroups({ voidGroups, groupCount }: ComparisonRows): Block[] {
  const lines = voidGroups.map(
    ({ index, reason }) => `- Group ${index + 1}: ${escapeMarkdown(reason)}`,
  );
  const title = `Groups left out: ${lines.length} of ${groupCount}`;
  return listUnder(`<details open><summary>${title}</summary>\n`, lines, '\n</details>');
}

function listChecks(checks: readonly ValidityCheck[]): Block[] {
  const signs = { ok: '✓', warning: '⚠', failed: '✗' } as const;
  const lines = checks.map(
    ({ name, status, detail }) =>
      `- ${signs[status]} ${renderName(name)}: ${escapeMarkdown(detail.text)}`,
  );
  const title = 'Can this run be trusted? All checks';
  return listUnder(`<details><summary>${title}</summary>\n`, lines, '\n</details>');
}

/** Nothing where there are no lines. */
function listUnder(open: string, lines: readonly string[], close = ''): Block[] {
  return lines.length === 0 ? [] : [{ open, lines, close }];
}

/** More findings than this are left to the report. */
const findingLimit = 5;

/** Nothing where the data are right or were not audited. */
function listFaultAlarms({ audit, auditText }: FaultRows): Block[] {
  if (audit.status !== 'violated') return [];
  const lines = audit.findings
    .slice(0, findingLimit)
    .map(({ text }) => `- ${escapeMarkdown(text)}`);
  return [whole([`**✗ ${escapeMarkdown(auditText)}**`, '', ...lines].join('\n').trim())];
}

/** Of an invalid run its reasons and no figures. Folded, the table comes last, for who wants to see it. */
function listFaultBlocks(faults: FaultRows, isFolded: boolean): Block[] {
  const title = whole(`### ${faults.heading}`);
  if (!faults.isValid) {
    const reasons = faults.failedChecks.map(({ detail }) => `- ! ${escapeMarkdown(detail.text)}`);
    return [title, whole([renderText(faults.best), '', ...reasons].join('\n').trim())];
  }
  const first = [title, whole([faults.best, ...faults.more].map(renderText).join(' '))];
  const [table, gates] = [listFaultTable(faults, isFolded), listFaultGates(faults)];
  return isFolded ? [...first, ...gates, ...table] : [...first, ...table, ...gates];
}

function listFaultTable({ faults, variants, cells }: FaultRows, isFolded: boolean): Block[] {
  if (faults.length === 0 || variants.length === 0) return [];
  const heads = faults.map(({ title }) => escapeMarkdown(title));
  const open = `${renderRow(['Variant', ...heads])}\n|---|${heads.map(() => '---|').join('')}`;
  const lines = variants.map(({ id, label }) => {
    const own = faults.map((fault) =>
      cells.find(({ variantId, faultId }) => variantId === id && faultId === fault.id),
    );
    return renderRow([renderName(label), ...own.map(renderFaultCell)]);
  });
  const note =
    '_Share of requests answered well while it was broken; longest outage; time until all was as before, from the start of healing._';
  if (!isFolded) return [{ open, lines, close: '' }, whole(note)];
  const what = `${countOf(variants.length, 'variant')} under ${countOf(heads.length, 'fault')}`;
  const table = fold(what, open, lines);
  return [{ ...table, close: `\n${note}\n${table.close}` }];
}

function renderFaultCell(cell: FaultRow | undefined): string {
  if (!cell?.figures) {
    const status = cell?.status === 'void' ? 'void' : 'not run';
    return [...listWrongData(cell?.voidAudit), status].join('<br>');
  }
  const { during, longestOutage, recover, audit, resentRatio = 0 } = cell.figures;
  const partly =
    recover.censored > 0
      ? `, not back in ${recover.censored} of ${countOf(recover.groups, 'group')}`
      : '';
  return [
    ...listWrongData(audit),
    `<b>${escapeMarkdown(formatAvailability(during.availability))}</b> ${cell.severity}`,
    longestOutage.medianMs === 0
      ? 'no outage'
      : `out ${escapeMarkdown(formatFaultTime(longestOutage, 'never'))}`,
    `back ${escapeMarkdown(formatFaultTime(recover, 'at once'))}${partly}`,
    ...(resentRatio > 0 ? [`${escapeMarkdown(formatShare(resentRatio))} sent again`] : []),
    ...(audit.status === 'unknown' ? ['data not audited'] : []),
  ].join('<br>');
}

function listWrongData(audit: FaultAudit | undefined): readonly string[] {
  if (audit?.status !== 'violated') return [];
  return [`<b>✗ ${escapeMarkdown(listWrong(audit).join(', '))}</b>`];
}

/** Those that did not pass; those that did are counted. */
function listFaultGates({ gates, gatesHeading }: FaultRows): Block[] {
  if (gates.length === 0) return [];
  const open = gates.filter(({ status }) => status !== 'pass');
  const lines = open.map(
    ({ name, status, label, placeId, message }) =>
      `- ${gateSigns[status]} ${renderName(name)} ${renderName(label)} ${renderName(placeId)}: ${escapeMarkdown(message)}`,
  );
  const passed = gates.length - open.length;
  return [{ open: `${gatesHeading}: ${passed} of ${gates.length} passed.\n`, lines, close: '' }];
}
