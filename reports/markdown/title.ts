// The heading of summary and comment, the reasons of an invalid run, and how to run the same again.

import type { FaultsDocument } from '../document/faults.ts';
import type { GateStatus } from '../document/gates.ts';
import type { ResultDocument } from '../document/result.ts';
import { isTrusted } from '../figures/lookup.ts';
import { countGates, listFailedChecks, listGates } from '../gates/gate-results.ts';
import { formatGateCounts, gateSigns } from '../gates/gate-text.ts';
import { listWrongAnswers } from '../gates/wrong-answers.ts';
import { english } from '../language/catalogue.ts';
import { countOf } from '../language/count-of.ts';
import { buildVerdict } from '../verdict/build-verdict.ts';
import { escapeMarkdown, renderCommand, renderName, renderSentence } from './escape.ts';
import { describeFaultOutcome, type FaultOutcome, findWorst } from './fault-title.ts';

/** `✗ crm: 4 of 50 gates failed`: the sign and the worst that can be said, of the faults of the run too. */
export function renderTitle(document: ResultDocument, faults?: FaultsDocument): string {
  const { status, words } = describeOutcome(document);
  if (faults === undefined) return joinTitle(document.run.name, status, words);
  const under = describeFaultOutcome(faults);
  const worst = findWorst((one) => one === status || one === under.status);
  return joinTitle(document.run.name, worst, `${words}; ${under.words}`);
}

/** The same of a run that injected faults alone. */
export function renderFaultsTitle(document: FaultsDocument): string {
  const { status, words } = describeFaultOutcome(document);
  return joinTitle(document.run.name, status, words);
}

function joinTitle(name: string, status: GateStatus | undefined, words: string): string {
  return `${status === undefined ? '' : `${gateSigns[status]} `}${renderName(name)}: ${words}`;
}

function describeOutcome(document: ResultDocument): FaultOutcome {
  const hasWrongAnswers = listWrongAnswers(document).length > 0;
  const wrong = hasWrongAnswers ? 'wrong answers; ' : '';
  if (!isTrusted(document)) {
    const words = `${wrong}invalid run, no conclusion`;
    return { status: hasWrongAnswers ? 'fail' : 'error', words };
  }
  const gates = listGates(document);
  const counts = countGates(gates);
  const words = gates.length === 0 ? 'compared, no gates' : formatGateCounts(counts);
  const status = hasWrongAnswers ? 'fail' : findWorst((one) => counts[one] > 0);
  return { status, words: `${wrong}${words}` };
}

/** The verdict in a sentence or two; of an invalid run the reasons instead. */
export function renderVerdict(document: ResultDocument): string {
  const { title, lead } = buildVerdict(document);
  const strong = `**${renderSentence(title(english))}**`;
  if (isTrusted(document)) {
    return [strong, ...lead.map((message) => renderSentence(message(english)))].join(' ');
  }
  const reasons = listFailedChecks(document).map(
    (check) => `- ${renderName(check.name)}: ${escapeMarkdown(check.detail)}`,
  );
  const next =
    'Mend the cause and run again: no figure of this run is shown, since none can be trusted.';
  const wrong = listWrongAnswers(document).map(({ text }) => `- ${renderSentence(text)}`);
  return `${strong}\n\n${[...wrong, ...reasons].join('\n')}\n\n${next}`;
}

/** Enough of a hash to see whether two plans are the same. */
const shownHash = 12;

/** The command, and what must be equal for it to be the same run. */
export function renderReproduction(document: ResultDocument): string {
  const { id, seed, planHash, reproduceCommand, groupsRun, groupsPlanned } = document.run;
  const facts = [
    `run ${renderName(id)}`,
    `${groupsRun} of ${countOf(groupsPlanned, 'group')}`,
    `seed ${seed}`,
    `plan ${renderName(planHash.slice(0, shownHash))}`,
    `machine ${renderName(document.environment.fingerprint)}`,
  ];
  return joinReproduction(facts, reproduceCommand);
}

/** The same of a run that injected faults alone. */
export function renderFaultsReproduction({ run, faults, environment }: FaultsDocument): string {
  const facts = [
    `run ${renderName(run.id)}`,
    `${faults.groupsEnded} of ${countOf(faults.groupsPlanned, 'group')}`,
    `seed ${run.seed}`,
    `machine ${renderName(environment.fingerprint)}`,
  ];
  return joinReproduction(facts, run.reproduceCommand);
}

function joinReproduction(facts: readonly string[], command: string): string {
  return `Run the same again (${facts.join(' · ')}):\n\n${renderCommand(command)}`;
}
