// The parts of a gate in words: its limit, its bounds, where it was judged, and how many gates came to what.

import type { GateResult, GateStatus } from '../document/gates.ts';
import { writeLoad } from '../document/messages/load.ts';
import type { ResultDocument } from '../document/result.ts';
import { countGates, formatGateBounds, formatGateThreshold } from '../figures/gates.ts';
import type { Localized, Messages } from '../language/catalogue.ts';
import { tellLoad } from '../language/tell.ts';

/** `at most +5%`, `at least 99.9%`, `at most the baseline`. */
export function describeGateLimit(gate: GateResult): Localized {
  const isAtMost = gate.limitKind === 'at-most';
  const figure = formatGateThreshold(gate);
  return (m) => m.gates.limit({ isAtMost, figure: figure ?? m.gates.theBaseline });
}

/** `[+2.7%, +6.1%]`, or of a share `1 of 8 groups below`; empty where there are neither. */
export function describeGateBounds(gate: GateResult): Localized {
  const { launches, groups, metric } = gate;
  if (launches === undefined || metric !== 'successRatio') return () => formatGateBounds(gate);
  const unit = launches.epochs === undefined ? 'groups' : 'epochs';
  return (m) => m.gates.launchesBelow[unit]({ broken: launches.broken, count: groups });
}

/** Which confidence the bounds of the gates have, a sentence for each kind that has some; in older runs it is not known. */
export function describeGateConfidence(gates: readonly GateResult[]): readonly Localized[] {
  const judged = gates.filter(
    ({ status, lower, upper }) => status !== 'error' && lower !== null && upper !== null,
  );
  // One level for all gates of a run.
  const known = judged.find(({ confidence }) => confidence !== undefined)?.confidence;
  const isLimit = ({ kind, metric }: GateResult) => kind === 'absolute' && metric !== 'wrongBodies';
  return [
    ...(known === undefined
      ? []
      : [
          ({ gates: m }: Messages) =>
            m.bounds({ fail: formatConfidence(known.fail), pass: formatConfidence(known.pass) }),
        ]),
    ...(judged.some(isLimit) ? [({ gates: m }: Messages) => m.boundsOfLimits] : []),
  ];
}

/** `99.7%`, never rounded up to certainty. */
function formatConfidence(confidence: number): string {
  return `${Math.floor(confidence * 1e4 + 1e-6) / 100}%`;
}

const worstFirst: readonly GateStatus[] = ['fail', 'error', 'inconclusive'];

/** `1 of 12 gates failed, 2 undecided`, `all 12 gates passed`; there is at least one. */
export function describeGateCounts(gates: readonly Pick<GateResult, 'status'>[]): Localized {
  const counts = countGates(gates);
  const total = gates.length;
  if (counts.pass === total) return (m) => m.gates.allPassed({ total });
  const told = worstFirst.filter((status) => counts[status] > 0);
  return (m) =>
    m.gates.counted({
      counts: told.map((key, index) => {
        const [count, status] = [counts[key], m.gates.status[key]];
        return index === 0
          ? m.gates.countOfAll({ count, total, status })
          : m.gates.countAlone({ count, status });
      }),
    });
}

/** A load that several scenarios share. */
export function describeSharedLoad({ scenarios }: ResultDocument, loadId: string): Localized {
  const shared = scenarios.find(({ load }) => load.id === loadId);
  return shared === undefined ? () => loadId : tellLoad(shared.load);
}

/** Where a gate or a change was seen: the scenario, and the load where the scenario comes with several. */
export function describePlace(
  { scenarios }: ResultDocument,
  scenario: string,
  loadId: string,
): Localized {
  const loads = scenarios.filter((other) => other.scenario === scenario).map(({ load }) => load);
  const load = loads.find(({ id }) => id === loadId);
  if (load === undefined || loads.length < 2) return (m) => m.gates.place({ scenario });
  return (m) => m.gates.placeUnder({ scenario, load: writeLoad(load) });
}
