// The heading of summary and comment, the reasons of an invalid run, and how to run the same again.
import { isTrusted } from '../figures/lookup.ts';
import { countGates, listFailedChecks, listGates } from '../gates/gate-results.ts';
import { countOf, formatGateCounts, gateSigns } from '../gates/gate-text.ts';
import { listWrongAnswers } from '../gates/wrong-answers.ts';
import { english } from '../language/catalogue.ts';
import type { ResultDocument } from '../schema/result.ts';
import { buildVerdict } from '../verdict/build-verdict.ts';
import { escapeMarkdown, renderCommand, renderName, renderSentence } from './escape.ts';

/** `✗ crm: 4 of 50 gates failed`: the sign and the worst that can be said. */
export function renderTitle(document: ResultDocument): string {
  const name = renderName(document.run.name);
  const hasWrongAnswers = listWrongAnswers(document).length > 0;
  const wrong = hasWrongAnswers ? 'wrong answers; ' : '';
  if (!isTrusted(document)) {
    const sign = hasWrongAnswers ? gateSigns.fail : gateSigns.error;
    return `${sign} ${name}: ${wrong}invalid run, no conclusion`;
  }
  const gates = listGates(document);
  const counts = countGates(gates);
  const words = gates.length === 0 ? 'compared, no gates' : formatGateCounts(counts);
  const sign =
    hasWrongAnswers || counts.fail > 0 ? gateSigns.fail : chooseSign(counts, gates.length);
  return `${sign === '' ? '' : `${sign} `}${name}: ${wrong}${words}`;
}

function chooseSign(counts: ReturnType<typeof countGates>, total: number): string {
  if (total === 0) return '';
  if (counts.error > 0) return gateSigns.error;
  return counts.inconclusive > 0 ? gateSigns.inconclusive : gateSigns.pass;
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
    `${groupsRun} of ${countOf(groupsPlanned, 'group', 'groups')}`,
    `seed ${seed}`,
    `plan ${renderName(planHash.slice(0, shownHash))}`,
    `machine ${renderName(document.environment.fingerprint)}`,
  ];
  return `Run the same again (${facts.join(' · ')}):\n\n${renderCommand(reproduceCommand)}`;
}
