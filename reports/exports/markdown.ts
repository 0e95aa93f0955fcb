// Markdown for GitHub and GitLab: a step summary, and the body of a comment on a pull request.

import { createHash } from 'node:crypto';
import type { FaultAudit } from '../document/faults.ts';
import type { GateStatus } from '../document/gates.ts';
import type { ValidityCheck, VerdictKind } from '../document/result.ts';
import { cleanLines } from '../figures/clean-text.ts';
import { formatAvailability, formatFaultTime } from '../figures/faults.ts';
import { gateSigns, orderGates } from '../figures/gates.ts';
import {
  type BrokenRule,
  formatQuality,
  formatQualityDifference,
  formatQualityInterval,
  type QualityRow,
  qualitySigns,
  standingOf,
} from '../figures/quality.ts';
import { formatShare } from '../figures/quantity.ts';
import { english } from '../language/catalogue.ts';
import { say } from '../terminal/say.ts';
import { describeWrong } from '../verdict/build-fault-finding.ts';
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
  type ScalingRow,
  type ScenarioRows,
  type VariantRow,
} from './model.ts';

const words = english.markdown;

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
      `<details><summary>${words.again}</summary>\n\n${renderReproduction(run)}\n\n</details>`,
      { most: limit, cut: tellCut('comment'), measure: (text) => text.length },
    ),
  renderFailure: renderFailureMarkdown,
};

const tellCut = (what: string) => `_${words.cut({ what })}_`;

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
    `## ! ${escapeMarkdown(words.notJudged({ command }))}`,
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
  return `${sign}${name}: ${outcomes.map((outcome) => outcome.words).join('; ')}`;
}

function describeOutcome(rows: ComparisonRows): Outcome {
  const { wrongAnswers, noGates, invalid } = words.outcome;
  const wrong = rows.wrongAnswers.length > 0 ? wrongAnswers : undefined;
  return judge(rows, wrong, { none: noGates, invalid });
}

function describeFaultOutcome(rows: FaultRows): Outcome {
  const { wrongData, noFaultGates, invalidFaults } = words.outcome;
  const wrong = rows.audit.status === 'violated' ? wrongData : undefined;
  const found = judge(rows, wrong, { none: noFaultGates, invalid: invalidFaults });
  return { ...found, words: words.underFaults({ outcome: found.words }) };
}

/** What is wrong first, also of an invalid run; then the gates. */
function judge(
  { isValid, gates }: RunPart,
  wrong: string | undefined,
  otherwise: { readonly none: string; readonly invalid: string },
): Outcome {
  const told = gates.length === 0 ? otherwise.none : say(describeGateCounts(gates));
  return {
    status: wrong ? 'fail' : isValid ? findWorst(gates) : 'error',
    words: `${wrong ? `${wrong}; ` : ''}${isValid ? told : otherwise.invalid}`,
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
  return `${strong}\n\n${[...wrong, ...reasons].join('\n')}\n\n${words.invalidNext}`;
}

/** Enough of a hash to see whether two plans are the same. */
const shownHash = 12;

/** The command, and what must be equal for it to be the same run. */
function renderReproduction({ comparison, faults }: ExportedRun): string {
  const run = (comparison ?? faults)?.run;
  if (run === undefined) return '';
  const { id, groupsEnded, groupsPlanned, seed, planHash, fingerprint } = run;
  const facts = [
    words.run({ run: id }),
    words.groups({ done: groupsEnded, planned: groupsPlanned }),
    words.seed({ seed }),
    ...(planHash === undefined ? [] : [words.plan({ plan: planHash.slice(0, shownHash) })]),
    words.machine({ machine: fingerprint }),
  ];
  const told = words.againWith({ facts: facts.map(renderText).join(' · ') });
  return `${told}:\n\n${renderCommand(run.reproduceCommand)}`;
}

/** Of an invalid run the names of its gates alone. */
function listSummaryFigures({
  isValid,
  gates,
  verdict,
  scenarios,
  quality,
  scaling,
}: ComparisonRows): Block[] {
  if (!isValid) {
    const names = [...new Set(gates.map(({ name }) => `- ! ${renderName(name)}`))];
    return listUnder(`### ${words.gatesNotJudged}\n`, names);
  }
  const remarks = verdict.remarks.map(({ label, text }) => `- **${label}** ${renderText(text)}`);
  return [
    ...listGateBlocks(orderGates(gates)),
    ...(remarks.length === 0 ? [] : [whole(`### ${words.trust}\n\n${remarks.join('\n')}`)]),
    ...scenarios.map((scenario): Block => {
      const title = renderText(
        words.variants({
          ...{ scenario: scenario.scenario, load: scenario.loadText },
          metric: scenario.primaryText,
        }),
      );
      const isOpen = scenario.isHeadline ? ' open' : '';
      const head = renderVariantHead(scenario);
      return {
        open: `<details${isOpen}><summary>${title}</summary>\n\n${head}`,
        lines: scenario.shown.map(renderVariantRow),
        close: `${renderNotes(scenario)}\n</details>`,
      };
    }),
    ...listUnder(`### ${english.scaling.title}\n`, scaling.map(renderScaling)),
    ...listQuality(quality),
    ...listUnder(`### ${words.caveats}\n`, listCaveats(scenarios)),
  ];
}

function renderScaling({ finding, place }: ScalingRow): string {
  return `- ${renderText(finding)} ${renderText(place)}`;
}

/** What the data are like after the load, a line a measure and variant. */
function listQuality(rows: readonly QualityRow[]): Block[] {
  if (rows.length === 0) return [];
  const { title, measure, value, interval } = english.quality;
  const titles = [measure, english.table.variant, value, interval, english.table.againstBaseline];
  const head = `| ${titles.join(' | ')} |\n|---|---|--:|---|---|`;
  const lines = rows.map((row) => {
    const standing = standingOf(row);
    const text = standing === 'same' ? english.quality.verdict.same : formatQualityDifference(row);
    const difference = standing === undefined ? '' : `${qualitySigns[standing]} ${text}`;
    const names = `${renderName(row.measure.name)} | ${renderName(row.label)}`;
    return `| ${names} | ${formatQuality(row)} | ${formatQualityInterval(row)} | ${difference} |`;
  });
  return [fold(title, head, lines)];
}

/** Rows that break a rule stand above every speed. */
function listBroken(rules: readonly BrokenRule[]): Block[] {
  const lines = rules.map(({ label, name, violations, groups }) => {
    const text = english.quality.broken({ label, rule: name, violations, groups });
    return `- ${gateSigns.fail} ${renderText(text)}`;
  });
  return listUnder(`### ${english.quality.wrongData}\n`, lines);
}

const shownFindings = 3;

function listCommentFigures(comparison: ComparisonRows): Block[] {
  const { isValid, gates, margin, scenarios } = comparison;
  if (!isValid) return [whole(renderVerdict(comparison)), ...listVoidGroups(comparison)];
  const findings = comparison.findings.map(({ sign, text }) => `${sign} ${renderText(text)}`);
  const first = findings.slice(0, shownFindings).map((text) => `1. ${text}`);
  const rest = findings.slice(shownFindings).map((text) => `- ${text}`);
  const nothing = words.nothing({ margin });
  const ordered = orderGates(gates).map(renderGate);
  // Variants that are equivalent or undecided are insignificant, so never on the first screen.
  const foldVariants = (what: 'unchanged' | 'notExercised', verdicts: readonly VerdictKind[]) =>
    scenarios.flatMap((scenario) => {
      const rows = scenario.shown.filter(({ verdict }) => verdicts.includes(verdict));
      if (rows.length === 0) return [];
      const title = renderText(words[what]({ count: rows.length, place: scenario.place }));
      const table = fold(title, renderVariantHead(scenario), rows.map(renderVariantRow));
      return [{ ...table, close: `${renderNotes(scenario)}${table.close}` }];
    });
  return [
    whole(first.length > 0 ? first.join('\n') : nothing),
    whole(renderVerdict(comparison)),
    ...listChart(gates),
    ...(rest.length === 0 ? [] : [fold(words.findings({ count: rest.length }), '', rest)]),
    ...(gates.length === 0
      ? []
      : [fold(words.allGates({ count: gates.length }), gateTableHead, ordered)]),
    ...foldVariants('unchanged', ['equivalent', 'inconclusive']),
    ...foldVariants('notExercised', ['not-exercised']),
  ];
}

const { column } = words;
const gateColumns = [
  ...['', column.gate, column.scenario, column.variant, column.measured],
  ...[column.bounds, column.mustBe, column.outcome],
];
const gateTableHead = `${renderRow(gateColumns)}\n|:-:|---|---|---|--:|---|---|---|`;

/** Indented, so that it is code: no sign in it means anything. Nothing where no gate has an interval. */
function listChart(gates: readonly GateRow[]): Block[] {
  const lines = drawGates(gates).map((line) => `    ${line}`);
  if (lines.length === 0) return [];
  return [whole(`${lines.join('\n')}\n\n_${renderText(words.chart)}_`)];
}

function listGateBlocks(gates: readonly GateRow[]): Block[] {
  if (gates.length === 0) return [];
  const open = gates.filter(({ status }) => status !== 'pass').map(renderGate);
  const passed = gates.filter(({ status }) => status === 'pass').map(renderGate);
  const note = `_${words.reading}_`;
  return [
    whole(`### ${english.gates.title}`),
    ...listChart(gates),
    ...(open.length === 0 ? [] : [{ open: gateTableHead, lines: open, close: '' }, whole(note)]),
    ...(passed.length === 0
      ? []
      : [fold(english.gates.passed({ count: passed.length }), gateTableHead, passed)]),
  ];
}

function renderGate({ status, name, label, measured }: GateRow): string {
  if (measured === undefined) return '';
  const { moreGroups: groups, outcomeText: outcome } = measured;
  return renderRow([
    gateSigns[status],
    `${renderName(name)}<br>${escapeMarkdown(measured.metricText)}`,
    renderText(measured.place),
    renderName(label),
    ...[measured.value, measured.bounds, measured.limit],
    groups === null ? outcome : words.moreGroups({ outcome, groups }),
  ]);
}

function renderVariantHead({ differenceColumns, columns }: ScenarioRows): string {
  const titles = [column.variant, column.verdict, ...differenceColumns, ...columns];
  const rule = ['---', '---', '--:', '---', ...columns.map(() => '--:')];
  return `${renderRow(titles)}\n|${rule.join('|')}|`;
}

function renderVariantRow({ label, rank, estimate, interval, cells }: VariantRow): string {
  const spans = [estimate, interval.replace(', ', ',\u00a0')];
  return renderRow([
    ...[renderName(label), escapeMarkdown(rank), ...spans, ...cells.map(escapeMarkdown)],
  ]);
}

/** One that does not hold in every place is told with the places where it does. */
function listCaveats(scenarios: readonly ScenarioRows[]): readonly string[] {
  const all = scenarios.flatMap(({ place, caveats }) =>
    [...new Set(caveats.map(renderText))].map((text) => ({ place: renderText(place), text })),
  );
  return [...Map.groupBy(all, ({ text }) => text)].map(([text, from]) => {
    const places = from.map(({ place }) => place).join(', ');
    return from.length === scenarios.length ? `- ${text}` : `- ${places}: ${text}`;
  });
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
    ({ index, reason }) => `- ${renderText(words.group({ group: index + 1, reason }))}`,
  );
  const title = words.leftOut({ count: lines.length, all: groupCount });
  return listUnder(`<details open><summary>${title}</summary>\n`, lines, '\n</details>');
}

function listChecks(checks: readonly ValidityCheck[]): Block[] {
  const signs = { ok: '✓', warning: '⚠', failed: '✗' } as const;
  const lines = checks.map(
    ({ name, status, detail }) =>
      `- ${signs[status]} ${renderName(name)}: ${escapeMarkdown(detail.text)}`,
  );
  return listUnder(`<details><summary>${words.checks}</summary>\n`, lines, '\n</details>');
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
  const open = `${renderRow([column.variant, ...heads])}\n|---|${heads.map(() => '---|').join('')}`;
  const lines = variants.map(({ id, label }) => {
    const own = faults.map((fault) =>
      cells.find(({ variantId, faultId }) => variantId === id && faultId === fault.id),
    );
    return renderRow([renderName(label), ...own.map(renderFaultCell)]);
  });
  const note = `_${words.faultsReading}_`;
  if (!isFolded) return [{ open, lines, close: '' }, whole(note)];
  const what = words.faultsTable({ variants: variants.length, faults: heads.length });
  const table = fold(what, open, lines);
  return [{ ...table, close: `\n${note}\n${table.close}` }];
}

function renderFaultCell(cell: FaultRow | undefined): string {
  const told = english.faults;
  if (!cell?.figures) {
    const status = cell?.status === 'void' ? told.isVoid : told.notRun;
    return [...listWrongData(cell?.voidAudit), status].join('<br>');
  }
  const { during, longestOutage, recover, audit, resentRatio = 0 } = cell.figures;
  const { censored: open, groups } = recover;
  const back = words.back({ span: formatFaultTime(recover, told.atOnce) });
  const lines = [
    longestOutage.medianMs === 0
      ? told.noOutage
      : words.outage({ span: formatFaultTime(longestOutage, told.nothing) }),
    open > 0 ? words.partlyBack({ back, open, groups }) : back,
    ...(resentRatio > 0 ? [words.resent({ share: formatShare(resentRatio) })] : []),
    ...(audit.status === 'unknown' ? [told.dataUnknown] : []),
  ];
  return [
    ...listWrongData(audit),
    `<b>${escapeMarkdown(formatAvailability(during.availability))}</b> ${cell.severity}`,
    ...lines.map(escapeMarkdown),
  ].join('<br>');
}

function listWrongData(audit: FaultAudit | undefined): readonly string[] {
  if (audit?.status !== 'violated') return [];
  return [`<b>✗ ${escapeMarkdown(say(describeWrong(audit)))}</b>`];
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
  return [
    {
      open: `${words.gatesPassed({ heading: gatesHeading, passed, all: gates.length })}\n`,
      lines,
      close: '',
    },
  ];
}
