// When a warm-up that goes on may be called steady: looks at growing distances, and what each of them found.
import {
  joinTrends,
  judgeVariant,
  type SteadyRule,
  type WarmupState,
  type WarmupTrend,
} from './warmup-rule.ts';

interface SteadyWatch {
  /** What is known by now; looks anew at a variant that had a quarter more requests since its latest look. */
  look(states: readonly WarmupState[]): WarmupTrend;
  /** The same at the end, with a last look at those that were never steady. */
  conclude(states: readonly WarmupState[]): WarmupTrend;
}

/** Each look may err, so there are few: a look after every round would find a steady one by chance. */
const lookGrowth = 1.25;

/**
 * A variant that was found steady stays so, unless a later look finds it clearly changing; so that among many of
 * them the noise of one does not hide the others.
 */
export function createSteadyWatch(rule: SteadyRule): SteadyWatch {
  const known = new Map<string, { readonly requests: number; readonly trend: WarmupTrend }>();
  const lookAt = (state: WarmupState): WarmupTrend | undefined => {
    const trend = judgeVariant(state, rule);
    if (trend === undefined) return undefined;
    const before = known.get(state.variantId)?.trend;
    const kept = before === 'steady' && trend === 'unknown' ? before : trend;
    known.set(state.variantId, { requests: state.requests, trend: kept });
    return kept;
  };
  return {
    look: (states) =>
      joinTrends(
        states.flatMap((state) => {
          const before = known.get(state.variantId);
          const isDue = before === undefined || state.requests >= before.requests * lookGrowth;
          return (isDue ? lookAt(state) : before?.trend) ?? [];
        }),
      ),
    conclude: (states) => joinTrends(states.flatMap((state) => lookAt(state) ?? [])),
  };
}
