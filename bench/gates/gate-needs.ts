// What each gate needs measured, and whether the settings of a run can measure it at all.

import { countOf } from '../../reports/document/messages/count.ts';
import {
  gateMetrics,
  latencyPercentiles,
  type MetricNeed,
} from '../../reports/document/metrics.ts';
import {
  describeLackingYield,
  estimateYields,
  isLowerable,
} from '../analysis/compare/percentile-yield.ts';
import { fewestEpochs } from '../analysis/pairs/epochs.ts';
import type { Plan } from '../plan/plan.ts';
import { type Experiment, hasCommand, type ResolvedGate } from '../spec/experiment.ts';
import { judgeShare } from '../stats/share-in-trouble.ts';
import { findFewestToCompare } from './gate-level.ts';
import { buildLaunchRule, findFewestToPass, requestAlpha } from './launch-rule.ts';
import { listGatedLoads, listGatedVariants } from './list-questions.ts';

/** A gate, and why it can't be judged or can't pass: one or two sentences, without the last full stop. */
export interface GateProblem {
  readonly gate: string;
  readonly message: string;
}

interface Need {
  readonly isMet: (experiment: Experiment) => boolean;
  readonly message: string;
}

const needs: Readonly<Record<MetricNeed, Need>> = {
  'body-checks': {
    isMet: ({ bodyCheckRatio }) => bodyCheckRatio > 0,
    message: 'no answer is ever checked, since bodyCheckRatio is 0',
  },
  command: {
    isMet: hasCommand,
    message: 'the processes of a service that is reached by URL are not known; give target.command',
  },
  postgres: {
    isMet: ({ postgres }) => postgres !== undefined,
    message: 'it is read from PostgreSQL, and the config has no services.postgres',
  },
  redis: {
    isMet: ({ redis }) => redis !== undefined,
    message: 'it is read from Redis, and the config has no services.redis',
  },
  'stats-path': {
    isMet: ({ target }) => target.statsPath !== undefined,
    message: 'it is read from the counters of the service, and the config has no target.statsPath',
  },
  pages: {
    isMet: ({ pages }) => pages !== undefined,
    message: 'no page is visited, since the config has no pages',
  },
  prices: {
    isMet: ({ prices }) => prices !== undefined,
    message: 'the config has no prices',
  },
};

/** Gates that these settings can never judge: a mistake in the config, to be told before anything runs. */
export function findUnmeasurableGates(experiment: Experiment, plan: Plan): readonly GateProblem[] {
  return (experiment.gates ?? []).flatMap((gate) => {
    const missing = gateMetrics[gate.metric].needs
      .map((need) => needs[need])
      .filter(({ isMet }) => !isMet(experiment));
    const samples = findMissingSamples(gate, experiment, plan);
    return [...missing.map(({ message }) => message), ...samples].map((message) => ({
      ...{ gate: gate.name, message },
    }));
  });
}

/** A gate that can't pass with so few groups, with the number that could. */
export interface UnpassableGate extends GateProblem {
  /** False where it can't fail either: it will be inconclusive, whatever is measured. */
  readonly canFail: boolean;
  /** Groups (epochs, where the run has some) with which it can pass. */
  readonly needed: number;
}

/** Gates that can't pass here: too few groups even where all of them are as good as can be. */
export function findUnpassableGates(experiment: Experiment, plan: Plan): readonly UnpassableGate[] {
  // Launches of one epoch count once.
  const isOverEpochs = (plan.epochs ?? 1) >= fewestEpochs;
  const units = isOverEpochs ? (plan.epochs ?? 1) : plan.groups.length;
  const fixed = { kind: 'fixed' as const, groups: [units] };
  const { kind, groups: looks } = isOverEpochs ? fixed : (plan.looks ?? fixed);
  const sampling = { kind, looks, units, unit: isOverEpochs ? 'epoch' : 'group' } as const;
  const gates = experiment.gates ?? [];
  const blocks = plan.groups[0]?.blocks.length ?? 0;
  const relative = gates.filter(({ rule }) => rule.kind === 'relative');
  const questions = relative.reduce(
    (sum, gate) => sum + listGatedVariants(gate, experiment, plan).length * blocks,
    0,
  );
  return gates.flatMap(
    (gate) =>
      (gate.rule.kind === 'absolute'
        ? findUnpassableLimit(gate, gate.rule.badLaunchesRatio, sampling)
        : findUnpassableRelative(gate, Math.max(1, questions), sampling)) ?? [],
  );
}

interface PlannedSampling {
  readonly kind: 'fixed' | 'group-sequential' | 'anytime';
  readonly looks: readonly number[];
  /** Groups, or epochs. */
  readonly units: number;
  readonly unit: 'group' | 'epoch';
}

function findUnpassableLimit(
  { name, metric }: ResolvedGate,
  badLaunchesRatio: number | undefined,
  { kind, looks, units, unit }: PlannedSampling,
): UnpassableGate | undefined {
  const rule = buildLaunchRule(metric, badLaunchesRatio, { kind, looks, mostGroups: units });
  const needed = findFewestToPass(rule);
  if (units >= needed) return undefined;
  const share = `${Math.round(rule.mostRatio * 100)}% of launches`;
  // A single wrong answer is one too many, and few failures on average are, too.
  const isCounted = metric === 'wrongBodies' || metric === 'successRatio';
  return {
    ...{ gate: name, needed },
    canFail:
      isCounted || judgeShare({ groups: units, inTrouble: units, unknown: 0 }, rule) === 'beyond',
    message: `it cannot pass with ${countOf(units, unit)}: ${needed} that all keep the limit show that at most ${share} break it`,
  };
}

function findUnpassableRelative(
  { name }: ResolvedGate,
  questions: number,
  { kind, looks, units, unit }: PlannedSampling,
): UnpassableGate | undefined {
  const needed = findFewestToCompare({ kind, looks, unit }, questions);
  if (units >= needed) return undefined;
  return {
    ...{ gate: name, needed, canFail: false },
    message: `it can neither pass nor fail with ${countOf(units, unit)}: ${needed} are the fewest that are compared`,
  };
}

/** What open loads at a given rate yield; how many requests a closed loop makes nobody knows before it runs. */
function findMissingSamples(
  gate: ResolvedGate,
  experiment: Experiment,
  plan: Plan,
): readonly string[] {
  const loads = listGatedLoads(gate, experiment, plan);
  const percentile = latencyPercentiles.find(({ name }) => name === gate.metric)?.percentile;
  if (percentile !== undefined) {
    const canBeLowered = isLowerable(gate);
    const lacking = loads.map(({ id }) =>
      describeLackingYield(experiment, id, percentile, canBeLowered),
    );
    return lacking.filter((message) => message !== undefined);
  }
  const { rule } = gate;
  if (gate.metric !== 'successRatio' || rule.kind !== 'absolute' || rule.limitKind === 'at-most') {
    return [];
  }
  if (rule.limit === 1) return ['no number of requests shows that all succeed; ask for 0.9999'];
  const needed = Math.ceil(Math.log(requestAlpha) / Math.log(rule.limit));
  const yields = estimateYields(experiment).filter(({ loadId }) =>
    loads.some(({ id }) => id === loadId),
  );
  return yields.flatMap(({ loadId, requests }) => {
    const all = Math.floor(requests * plan.groups.length);
    return all >= needed
      ? []
      : [
          `${needed} requests without a failure show it, and this plan sends about ${all} under ${loadId}`,
        ];
  });
}
