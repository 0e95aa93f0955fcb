// What a gate is about: variants, scenarios, loads; and what it is not about is said beforehand.
import { describe, expect, it } from 'vitest';
import type { MeasuredScenario } from '../analysis/compare/scenario-result.ts';
import { LoadstoneError } from '../errors.ts';
import { buildPlan } from '../plan/build-plan.ts';
import { buildTestExperiment, buildTestScenario } from '../plan/test-experiment.ts';
import type { Experiment, ResolvedGate } from '../spec/experiment.ts';
import {
  findUnaskedGates,
  listGatedLoads,
  listGatedVariants,
  listQuestions,
} from './list-questions.ts';
import { atLeast, atMost, buildGate } from './test-gates.ts';

const bothLoads: Experiment['loads'] = [
  { id: 'closed-16', load: { kind: 'closed', connections: 16 } },
  { id: 'open-200', load: { kind: 'open', rateRps: 200, maxConnections: 64 } as never },
];

function ask(gates: readonly ResolvedGate[], loads = bothLoads, patterns = ['threads=single']) {
  const experiment = buildTestExperiment({
    ...{ gates, loads, groups: 1 },
    scenarios: [buildTestScenario('browse'), buildTestScenario('search')],
  });
  const plan = buildPlan(experiment, { variantPatterns: patterns });
  const measured = experiment.scenarios.flatMap((scenario) =>
    loads.map((load) => ({ input: { scenario, load }, cells: [] })),
  ) as unknown as readonly MeasuredScenario[];
  return { experiment, plan, questions: listQuestions(gates, experiment, plan, measured) };
}

const placesOf = ({ questions }: ReturnType<typeof ask>) => [
  ...new Set(questions.map(({ scenario, load }) => `${scenario} ${load.id}`)),
];
const variantsOf = ({ questions }: ReturnType<typeof ask>) => [
  ...new Set(questions.map(({ variant }) => variant.id)),
];

describe('the loads of a gate', () => {
  it('are open ones for latency and success, closed ones for throughput and CPU', () => {
    const open = ['browse open-200', 'search open-200'];
    const closed = ['browse closed-16', 'search closed-16'];
    expect(placesOf(ask([buildGate('a', 'latencyP99Us')]))).toEqual(open);
    expect(placesOf(ask([buildGate('a', 'successRatio', atLeast(0.9))]))).toEqual(open);
    expect(placesOf(ask([buildGate('a', 'throughputRps')]))).toEqual(closed);
    expect(placesOf(ask([buildGate('a', 'cpuPerRequestUs')]))).toEqual(closed);
    expect(placesOf(ask([buildGate('a', 'wrongBodies', atMost(0))]))).toHaveLength(4);
  });

  it('are those there are where the better kind is missing, and those that the gate names', () => {
    const onlyClosed = bothLoads.slice(0, 1);
    expect(placesOf(ask([buildGate('a', 'latencyP99Us')], onlyClosed))).toHaveLength(2);
    const named = buildGate('a', 'latencyP99Us', { loadKinds: ['closed'], scenarios: ['search'] });
    expect(placesOf(ask([named]))).toEqual(['search closed-16']);
  });
});

describe('the variants of a gate', () => {
  const [memory, redis] = ['cache=memory,threads=single', 'cache=redis,threads=single'];

  it('are all but the baseline, or those that its patterns match', () => {
    expect(variantsOf(ask([buildGate('a', 'throughputRps')]))).toEqual([memory, redis]);
    const named = buildGate('a', 'throughputRps', { variants: ['cache=redis'] });
    expect(variantsOf(ask([named]))).toEqual([redis]);
  });

  it('may be the baseline for a limit where it is named or alone, never for a difference', () => {
    const none = ['cache=none,threads=single'];
    const limit = buildGate('a', 'latencyP99Us', { ...atMost(1), variants: ['cache=none'] });
    expect(variantsOf(ask([limit]))).toEqual(none);
    const both = { ...atMost(1), variants: ['cache=none', 'cache=redis'] };
    expect(variantsOf(ask([buildGate('a', 'latencyP99Us', both)]))).toEqual([...none, redis]);
    const alone = buildGate('a', 'latencyP99Us', atMost(1));
    expect(variantsOf(ask([alone], bothLoads, none))).toEqual(none);
    const difference = buildGate('a', 'latencyP99Us', { variants: ['cache=none'] });
    expect(variantsOf(ask([difference]))).toEqual([]);
  });

  it('that no design has are an error before anything runs', () => {
    const { experiment, plan } = ask([]);
    for (const pattern of ['cache=memroy', 'cahce=memory', 'nothing']) {
      const gate = buildGate('a', 'throughputRps', { variants: [pattern] });
      expect(() => listGatedVariants(gate, experiment, plan)).toThrow(LoadstoneError);
    }
  });
});

describe('the planned loads of a gate', () => {
  it('are those that it is judged under', () => {
    const idsOf = (gate: ResolvedGate) => {
      const { experiment, plan } = ask([gate]);
      return listGatedLoads(gate, experiment, plan).map(({ id }) => id);
    };
    expect(idsOf(buildGate('a', 'latencyP99Us'))).toEqual(['open-200']);
    expect(idsOf(buildGate('a', 'throughputRps'))).toEqual(['closed-16']);
    expect(idsOf(buildGate('a', 'wrongBodies', atMost(0)))).toEqual(['closed-16', 'open-200']);
    expect(idsOf(buildGate('a', 'throughputRps', { loadKinds: ['open'] }))).toEqual(['open-200']);
    expect(idsOf(buildGate('a', 'throughputRps', { scenarios: ['elsewhere'] }))).toEqual([]);
  });

  it('that a gate names and the plan has not make it ask nothing', () => {
    const gates = [
      buildGate('open', 'latencyP99Us', { loadKinds: ['open'] }),
      buildGate('closed', 'latencyP99Us', { loadKinds: ['closed'] }),
    ];
    const unasked = (loads: Experiment['loads']) => {
      const { experiment, plan } = ask(gates, loads);
      return findUnaskedGates(experiment, plan);
    };
    expect(unasked(bothLoads)).toEqual([]);
    expect(unasked(bothLoads.slice(0, 1))).toEqual(['open']);
    expect(unasked(bothLoads.slice(1))).toEqual(['closed']);
  });

  it('are chosen for each scenario by the loads that it has itself', () => {
    const gate = buildGate('a', 'latencyP99Us');
    const { experiment, plan } = ask([gate]);
    const [closed, open] = bothLoads;
    const [browse, search] = experiment.scenarios;
    const measured = [
      { input: { scenario: browse, load: closed }, cells: [] },
      { input: { scenario: search, load: closed }, cells: [] },
      { input: { scenario: search, load: open }, cells: [] },
    ] as unknown as readonly MeasuredScenario[];
    const asked = listQuestions([gate], experiment, plan, measured);
    expect([...new Set(asked.map(({ scenario, load }) => `${scenario} ${load.id}`))]).toEqual([
      ...['browse closed-16', 'search open-200'],
    ]);
  });
});

describe('a gate that asks nothing', () => {
  it('is named: of a variant that is not selected, of the baseline alone, of no scenario here', () => {
    const gates = [
      buildGate('cluster', 'throughputRps', { variants: ['threads=cluster'] }),
      buildGate('baseline', 'throughputRps', { variants: ['cache=none,threads=single'] }),
      buildGate('elsewhere', 'throughputRps', { scenarios: ['order-entry'] }),
      buildGate('memory', 'throughputRps', { variants: ['cache=memory'] }),
    ];
    const { experiment, plan } = ask(gates);
    expect(findUnaskedGates(experiment, plan)).toEqual(['cluster', 'baseline', 'elsewhere']);
  });
});
