// Caveats about a capacity within an SLO: why there is no figure, and what the figure rests on.

import { writeMessage } from '../../../reports/document/messages/message.ts';
import type { Warning } from '../../../reports/document/result.ts';
import type { CapacityGroup, SloCapacity } from '../../../reports/document/slo-capacity.ts';
import { fewestGroups } from '../pairs/comparison.ts';
import { buildWarning } from '../warning.ts';

/** @param mostRps no rate above it was tried */
export function listCapacityWarnings(capacity: SloCapacity, mostRps: number): readonly Warning[] {
  return [
    ...warnOfBound(capacity, mostRps),
    ...warnOfUnsettled(capacity),
    ...warnOfContradictions(capacity),
    ...warnOfFewGroups(capacity),
  ];
}

const countGroups = (groups: readonly CapacityGroup[], ...statuses: CapacityGroup['status'][]) =>
  groups.filter(({ status }) => statuses.includes(status)).length;

/** The capacity lies beyond the rates that were tried. */
function warnOfBound({ groups, boundRps }: SloCapacity, mostRps: number): readonly Warning[] {
  const above = groups.filter(({ status }) => status === 'above');
  const below = countGroups(groups, 'below');
  const facts = { groups: groups.length, bound: boundRps ?? 0 };
  const warnings: Warning[] = [];
  if (above.length > 0) {
    const rates = above.flatMap((group) => group.rates);
    const isGenerator = rates.some(({ outcome }) => outcome === 'void');
    const isCap = rates.some(({ rateRps }) => rateRps >= mostRps);
    const advice = isGenerator
      ? writeMessage('advise-sweep-generator')
      : writeMessage(isCap ? 'advise-rate-cap' : 'advise-capacity-above');
    const message = writeMessage('warn-capacity-above', { ...facts, count: above.length });
    warnings.push(buildWarning('CAPACITY_ABOVE', message, advice));
  }
  if (below > 0) {
    const message = writeMessage('warn-capacity-below', { ...facts, count: below });
    warnings.push(buildWarning('CAPACITY_BELOW', message, writeMessage('advise-capacity-below')));
  }
  return warnings;
}

/** Groups without a figure, because their slices contradict each other or say nothing. */
function warnOfUnsettled({ groups }: SloCapacity): readonly Warning[] {
  const count = countGroups(groups, 'unsettled', 'unknown');
  if (count === 0) return [];
  const message = writeMessage('warn-capacity-unsettled', { count, groups: groups.length });
  return [buildWarning('CAPACITY_UNSETTLED', message, writeMessage('advise-not-monotone'))];
}

/** One slice in a group is a pause of the machine; in half of the groups it may be the service. */
function warnOfContradictions({ groups }: SloCapacity): readonly Warning[] {
  const against = groups.filter(({ contradictions }) => contradictions > 0);
  if (against.length === 0 || against.length * 2 < groups.length) return [];
  const message = writeMessage('warn-capacity-not-monotone', {
    ...{ count: against.length, groups: groups.length },
  });
  return [buildWarning('NOT_MONOTONE', message, writeMessage('advise-capacity-not-monotone'))];
}

function warnOfFewGroups({ groups, status }: SloCapacity): readonly Warning[] {
  const estimated = countGroups(groups, 'estimated');
  if (status !== 'estimated' || estimated >= fewestGroups) return [];
  const message = writeMessage('warn-capacity-few-groups', {
    ...{ count: estimated, fewest: fewestGroups },
  });
  return [buildWarning('FEW_GROUPS', message, writeMessage('advise-sweep-few-groups'))];
}
