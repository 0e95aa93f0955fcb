// How warm and steady a scenario was, in a few sentences.

import type { ScenarioResult } from '../document/result.ts';
import type { Steadiness } from '../document/steadiness.ts';
import type { VariantIndex } from '../figures/lookup.ts';
import { findLabel } from '../figures/lookup.ts';
import { formatCount, formatShare } from '../figures/quantity.ts';
import type { Localized, Messages } from '../language/catalogue.ts';

/** Empty where the document says nothing of it. */
export function describeSteadiness(
  { steadiness }: ScenarioResult,
  variants: VariantIndex,
): readonly Localized[] {
  if (steadiness === undefined) return [];
  const { phase, warmup } = steadiness;
  const says: Localized[] = [];
  if (phase === 'cold') says.push((m) => m.steadiness.cold);
  else if (warmup === null) says.push((m) => m.steadiness.notWarmed);
  else says.push(describeWarmup({ ...warmup, ...findRange(steadiness) }));
  return [
    ...says,
    ...describeToSteady(steadiness, variants),
    ...describeHits(steadiness, variants),
  ];
}

/** What is unknown is neither steady nor changing: a warm-up too short or too noisy to tell. */
export function describeWarmup(
  warmup: NonNullable<Steadiness['warmup']> & { readonly fewest: string; readonly most: string },
): Localized {
  const { fewest, most, groups, steadyGroups, changingGroups, afterLoadGroups = 0 } = warmup;
  return ({ steadiness: m }) => {
    const requests = fewest === most ? fewest : m.range({ fewest, most });
    const { trend } = warmup;
    if (trend !== undefined) return m.warmTogether({ ...warmup, afterLoadGroups, requests, trend });
    const states = [
      [m.steady, steadyGroups],
      [m.changing, changingGroups],
      [m.unknown, groups - steadyGroups - changingGroups],
    ] as const;
    return m.warm({
      ...{ ...warmup, afterLoadGroups },
      requests,
      states: states.flatMap(([state, count]) => (count > 0 ? [state({ count })] : [])),
    });
  };
}

function findRange({ variants }: Steadiness): { fewest: string; most: string } {
  const counts = variants.flatMap(({ warmupRequests }) => warmupRequests ?? []);
  return {
    fewest: formatCount(Math.min(...counts)),
    most: formatCount(Math.max(...counts)),
  };
}

function describeToSteady(
  { phase, variants }: Steadiness,
  index: VariantIndex,
): readonly Localized[] {
  if (phase !== 'cold') return [];
  const known = variants.flatMap(({ variantId, toSteady }) => {
    if (toSteady === null) return [];
    const { loadMs, requests } = toSteady;
    return [
      {
        label: findLabel(index, variantId),
        loadMs,
        requests: requests === null ? undefined : formatCount(requests),
      },
    ];
  });
  const unknown = variants
    .filter(({ toSteady }) => toSteady === null)
    .map(({ variantId }) => findLabel(index, variantId));
  return [
    ...(known.length === 0
      ? []
      : [
          (m: Messages) =>
            m.steadiness.toSteady({
              variants: known.map(({ loadMs, ...one }) =>
                loadMs === null
                  ? m.steadiness.neverSteady(one)
                  : m.steadiness.steadyFrom({ ...one, load: describeLoadTime(loadMs)(m) }),
              ),
            }),
        ]),
    ...(unknown.length === 0
      ? []
      : [(m: Messages) => m.steadiness.toSteadyUnknown({ labels: unknown })]),
  ];
}

function describeHits({ variants }: Steadiness, index: VariantIndex): readonly Localized[] {
  const known = variants.flatMap(({ variantId, hitRatioAtStart, hitRatioAtEnd }) =>
    hitRatioAtStart === null || hitRatioAtEnd === null
      ? []
      : [
          {
            label: findLabel(index, variantId),
            start: formatShare(hitRatioAtStart),
            end: formatShare(hitRatioAtEnd),
          },
        ],
  );
  return known.length === 0
    ? []
    : [(m: Messages) => m.steadiness.hits({ hits: known.map(m.steadiness.hit) })];
}

/** Below ten seconds in ms. */
export function describeLoadTime(ms: number): Localized {
  return (m) => m.steadiness.loadTime({ isBrief: ms < 10_000, ms });
}
