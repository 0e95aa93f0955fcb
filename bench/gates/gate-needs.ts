// What each gate needs measured, and whether the settings of a run can measure it at all.

import { countOf } from '../../reports/document/messages/count.ts';
import {
  gateMetrics,
  latencyPercentiles,
  type MetricNeed,
} from '../../reports/document/metrics.ts';
import { fewestSamples } from '../analysis/metrics.ts';
import { fewestEpochs } from '../analysis/pairs/epochs.ts';
import type { Plan } from '../plan/plan.ts';
import { type Experiment, hasCommand, type ResolvedGate } from '../spec/experiment.ts';
import { findFewestClean } from '../stats/share-in-trouble.ts';
import { buildLaunchRule, requestAlpha } from './launch-rule.ts';
import { listGatedLoads } from './list-questions.ts';

/** A gate, and why it can't be judged or can't pass, as a sentence. */
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

/** Gates that can fail here, but not pass: too few groups even where all of them keep the limit. */
export function findUnpassableGates(experiment: Experiment, plan: Plan): readonly GateProblem[] {
  // Launches of one epoch count once.
  const isOverEpochs = (plan.epochs ?? 1) >= fewestEpochs;
  const groups = isOverEpochs ? (plan.epochs ?? 1) : plan.groups.length;
  const fixed = { kind: 'fixed' as const, groups: [groups] };
  const looks = isOverEpochs ? fixed : (plan.looks ?? fixed);
  return (experiment.gates ?? []).flatMap((gate) => {
    if (gate.rule.kind !== 'absolute') return [];
    const level = { kind: looks.kind, looks: looks.groups, mostGroups: groups };
    const { mostRatio } = buildLaunchRule(gate.metric, gate.rule.badLaunchesRatio, level);
    const needed = findFewestClean(mostRatio);
    if (groups >= needed) return [];
    const share = `${Math.round(mostRatio * 100)}% of launches`;
    const counted = isOverEpochs ? countOf(groups, 'epoch') : countOf(groups, 'group');
    const message = `it cannot pass with ${counted}: ${needed} that all keep the limit show that at most ${share} break it`;
    return [{ gate: gate.name, message }];
  });
}

/** What open loads at a given rate yield; how many requests a closed loop makes nobody knows before it runs. */
function findMissingSamples(
  gate: ResolvedGate,
  experiment: Experiment,
  plan: Plan,
): readonly string[] {
  const loads = listGatedLoads(gate, experiment, plan).map(({ load }) => load);
  const rates = loads.flatMap((load) => (load.kind === 'open' ? load.rateRps : []));
  if (rates.length === 0 || rates.length < loads.length) return [];
  const perGroup = Math.floor((Math.max(...rates) * computeRecordedMs(experiment)) / 1_000);
  const percentile = latencyPercentiles.find(({ name }) => name === gate.metric)?.percentile;
  if (percentile !== undefined && perGroup < fewestSamples(percentile)) {
    return [
      `p${percentile} needs ${fewestSamples(percentile)} requests in a group, and this load sends about ${perGroup}: raise the rate, slices.slicesPerGroup or slices.sliceMs, or judge a lower percentile`,
    ];
  }
  const { rule } = gate;
  if (gate.metric !== 'successRatio' || rule.kind !== 'absolute' || rule.limitKind === 'at-most') {
    return [];
  }
  if (rule.limit === 1) return ['no number of requests shows that all succeed; ask for 0.9999'];
  const needed = Math.ceil(Math.log(requestAlpha) / Math.log(rule.limit));
  const all = perGroup * plan.groups.length;
  return all >= needed
    ? []
    : [`${needed} requests without a failure show it, and this plan sends about ${all}`];
}

function computeRecordedMs({ slices }: Experiment): number {
  const { slicesPerGroup, sliceMs, dropFirstMs, loadMs } = slices;
  return sliceMs === 'auto' ? loadMs : slicesPerGroup * (sliceMs - dropFirstMs);
}
