// Writes the body of a comment on a pull request: the three most important findings, the rest folded away.
import { createHash } from 'node:crypto';
import type { FaultsDocument } from '../document/faults.ts';
import type { ResultDocument, VerdictKind } from '../document/result.ts';
import { formatMargin } from '../figures/difference.ts';
import { indexVariants, isTrusted } from '../figures/lookup.ts';
import { type Finding, listFindings } from '../gates/findings.ts';
import { listGates, orderGates } from '../gates/gate-results.ts';
import { namePlace } from '../gates/gate-text.ts';
import { countOf } from '../language/count-of.ts';
import { type Block, fold, whole } from './budget.ts';
import { renderSentence } from './escape.ts';
import { listFaultAlarms, listFaultBlocks } from './fault-table.ts';
import { hasFaultNews } from './fault-title.ts';
import { gateTableHead, renderGateRows } from './gate-table.ts';
import { fitComment } from './limits.ts';
import { renderReproduction, renderTitle, renderVerdict } from './title.ts';
import { renderSignNotes, renderVariantHead, renderVariantRows } from './variant-table.ts';
import { listVoidGroups } from './void-groups.ts';

const shownFindings = 3;

export interface CommentOptions {
  /** 60,000 by default. */
  readonly limitCharacters?: number;
  readonly faults?: FaultsDocument | undefined;
}

/**
 * True where a reader has something to decide: an invalid run, wrong answers or data, a gate that did not pass, or a
 * variant better or worse than the baseline. A run in which nothing changed is not worth a notification.
 */
export function isWorthAComment(document: ResultDocument, faults?: FaultsDocument): boolean {
  const hasNews = !isTrusted(document) || listFindings(document).length > 0;
  return hasNews || (faults !== undefined && hasFaultNews(faults));
}

/** A hidden line, the same for every run of an experiment, by which a bot finds its comment again. */
export function buildCommentMarker(experimentName: string): string {
  const slug = experimentName
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .slice(0, 40)
    .replace(/^-+|-+$/g, '');
  const hash = createHash('sha256').update(experimentName).digest('hex').slice(0, 8);
  return `<!-- loadstone:${slug === '' ? '' : `${slug}-`}${hash} -->`;
}

/** The marker, and for a bot whether a new comment is worth it; one that is there is brought up to date anyway. */
export function renderHiddenLines(experimentName: string, isWorth: boolean): string {
  return `${buildCommentMarker(experimentName)}\n<!-- loadstone-changed: ${isWorth ? 'yes' : 'no'} -->`;
}

/** Markdown of at most `limitCharacters`; the marker stands first, wrong data under faults above every speed. */
export function renderComment(
  document: ResultDocument,
  { limitCharacters, faults }: CommentOptions = {},
): string {
  const hidden = renderHiddenLines(document.run.name, isWorthAComment(document, faults));
  const head = [
    whole(`${hidden}\n### ${renderTitle(document, faults)}`),
    ...(faults === undefined ? [] : listFaultAlarms(faults)),
    ...(isTrusted(document) ? [] : [whole(renderVerdict(document))]),
  ];
  const rest = isTrusted(document) ? listFigures(document) : listVoidGroups(document);
  const underFaults = faults === undefined ? [] : listFaultBlocks(faults, { isFolded: true });
  const last = foldReproduction(renderReproduction(document));
  return fitComment([...head, ...rest, ...underFaults], last, limitCharacters);
}

export function foldReproduction(text: string): string {
  return `<details><summary>Run it again</summary>\n\n${text}\n\n</details>`;
}

function listFigures(document: ResultDocument): Block[] {
  const findings = listFindings(document);
  const first = findings.slice(0, shownFindings).map((finding) => `1. ${renderFinding(finding)}`);
  const rest = findings.slice(shownFindings).map((finding) => `- ${renderFinding(finding)}`);
  const margin = formatMargin(document.run.toleranceRatio);
  return [
    whole(
      first.length > 0
        ? first.join('\n')
        : `Nothing changed: no gate complains, and no variant differs from the baseline beyond noise or ${margin}.`,
    ),
    whole(renderVerdict(document)),
    ...(rest.length === 0 ? [] : [fold(countOf(rest.length, 'further finding'), '', rest)]),
    ...foldGates(document),
    ...foldUnchanged(document),
  ];
}

function renderFinding({ sign, text }: Finding): string {
  return `${sign} ${renderSentence(text)}`;
}

function foldGates(document: ResultDocument): Block[] {
  const gates = orderGates(listGates(document));
  if (gates.length === 0) return [];
  const rows = renderGateRows(document, gates);
  return [fold(`All ${countOf(gates.length, 'gate')}`, gateTableHead, rows)];
}

/** Variants that are equivalent or undecided: insignificant, so never on the first screen. */
function foldUnchanged(document: ResultDocument): Block[] {
  return [
    ...foldVariants(document, 'without a significant change in', ['equivalent', 'inconclusive']),
    ...foldVariants(document, 'not exercised by', ['not-exercised']),
  ];
}

function foldVariants(
  document: ResultDocument,
  what: string,
  verdicts: readonly VerdictKind[],
): Block[] {
  const variants = indexVariants(document);
  return document.scenarios.flatMap((scenario) => {
    const rows = renderVariantRows(document, scenario, variants, ({ verdict }) =>
      verdicts.includes(verdict),
    );
    if (rows.length === 0) return [];
    const where = renderSentence(namePlace(document, scenario.scenario, scenario.load.id));
    const title = `${countOf(rows.length, 'variant')} ${what} ${where}`;
    const table = fold(title, renderVariantHead(scenario), rows);
    const note = renderSignNotes(document, variants, scenario);
    return [{ ...table, close: `${note}${table.close}` }];
  });
}
