// How often the run was looked at, and why an interval that leaves out no difference may decide nothing.

import type { Comparison, ResultDocument, SamplingDescription } from '../document/result.ts';
import { formatErrorRate, formatPValue, isCorrectedAway } from '../figures/evidence.ts';
import type { Localized } from '../language/catalogue.ts';

/** How often it was looked at, what that costs, and why it stopped. */
export function buildLooks(document: ResultDocument): Localized {
  const { kind, looks, stoppedBecause, budgetMs, ...facts } = findLooks(document);
  return ({ evidence: m }) => {
    const isFitted = stoppedBecause === 'groups' && budgetMs !== undefined;
    const stop = isFitted ? m.stopFitted({ budgetMs }) : m.stop[stoppedBecause];
    if (kind === 'fixed') return m.lookedOnce({ ...facts, stop });
    if (kind === 'anytime') return m.lookedAnytime({ ...facts, stop });
    const last = looks.at(-1);
    return last === undefined
      ? m.notLookedYet({ ...facts, stop })
      : m.lookedAfter({ ...facts, looks, last, stop });
  };
}

/** Over what the intervals hold: launches of this run, or several occasions. */
export function buildScope({ run, groups }: ResultDocument): Localized {
  const { unit, epochs } = run.sampling ?? { unit: 'group', epochs: [] };
  const [first, last] = [epochs[0]?.startedAt, epochs.at(-1)?.endedAt];
  const facts = {
    launched: findLaunched({ run }),
    epochs: epochs.length,
    groups: groups.filter(({ status }) => status === 'valid').length,
    spanMs: first === undefined || last === undefined ? 0 : Date.parse(last) - Date.parse(first),
  };
  return (m) =>
    unit === 'epoch' ? m.evidence.scopeEpochs(facts) : m.evidence.scopeLaunches(facts);
}

/** Older documents say it of all. */
export function findLaunched({
  run,
}: Pick<ResultDocument, 'run'>): NonNullable<SamplingDescription['launched']> {
  return run.sampling?.launched ?? 'all';
}

/** The same in a few words, for a line; empty where it says nothing that `status` does not. */
export function buildStopped(document: ResultDocument): Localized {
  const { kind, looks, groups, stoppedBecause, budgetMs } = findLooks(document);
  if (stoppedBecause === 'budget') return (m) => m.evidence.stoppedByBudget;
  if (stoppedBecause === 'groups' && budgetMs !== undefined)
    return (m) => m.evidence.stoppedFitted({ budgetMs });
  if (stoppedBecause !== 'all-decided') return () => '';
  if (kind === 'anytime') return (m) => m.evidence.decidedAfter({ groups });
  return (m) => m.evidence.decidedAtTest({ groups: looks.at(-1) ?? groups });
}

function findLooks({ run, groups }: ResultDocument) {
  const { kind, looks, overallAlpha, nominalAlpha, stoppedBecause, budgetMs } = run.sequential;
  const valid = groups.filter(({ status }) => status === 'valid').length;
  return {
    kind,
    looks: looks.filter((look) => look <= valid),
    groups: valid,
    overall: formatErrorRate(overallAlpha),
    nominal: formatErrorRate(nominalAlpha),
    stoppedBecause,
    budgetMs,
  };
}

/** What stands beside the verdict of such a comparison; undefined for all others. */
export function explainCorrection(
  comparison: Comparison | undefined,
  { run }: ResultDocument,
): Localized | undefined {
  const { nominalAlpha } = run.sequential;
  if (comparison === undefined || !isCorrectedAway(comparison, nominalAlpha)) return undefined;
  const facts = {
    raw: formatPValue(comparison.pValue),
    adjusted: formatPValue(comparison.adjustedPValue),
    limit: formatPValue(nominalAlpha),
  };
  return (m) => m.evidence.correctedNote(facts);
}
