// The rows of a sweep: each rate of each variant.
import type { SweepDocument } from '../document/sweep.ts';
import { findLabel, indexVariants } from '../figures/lookup.ts';
import type { SweepRow, SweepRows } from './model.ts';

/** Rates of an invalid sweep are no rates: it has none. */
export function listSweepRows(document: SweepDocument): SweepRows {
  const isValid = document.validity.status === 'valid';
  const variants = indexVariants(document);
  const points = document.scenarios.flatMap(({ scenario, curves }) =>
    curves.flatMap((curve) =>
      curve.points.map((point): SweepRow => {
        const { variantId } = curve;
        const isBaseline = variants.get(variantId)?.isBaseline === true;
        return {
          scenario,
          variantId,
          label: findLabel(variants, variantId),
          isBaseline,
          curve,
          point,
        };
      }),
    ),
  );
  return {
    ...{ runId: document.run.id, isValid, sloLatencyP99Us: document.slo.latencyP99Us },
    points: isValid ? points : [],
  };
}
