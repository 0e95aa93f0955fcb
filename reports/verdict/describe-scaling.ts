// A scaling law in words: where throughput peaks, or why that can't be said.
import { writeLoad } from '../document/messages/load.ts';
import type { ResultDocument } from '../document/result.ts';
import type { ScalingFit, ScalingLaw } from '../document/scaling.ts';
import { formatTimes } from '../figures/difference.ts';
import { findLabel, indexVariants } from '../figures/lookup.ts';
import { formatNumber } from '../figures/quantity.ts';
import type { Localized } from '../language/catalogue.ts';
import { tell } from '../language/tell.ts';

/** The finding of a law, a sentence. */
export function describeScaling(law: ScalingLaw): Localized {
  const { fit, refusal } = law;
  if (fit !== null) return describePeak(law, fit);
  return (m) =>
    m.scaling.notFitted({
      what: describeWhat(law)(m),
      reason: refusal === null ? '' : tell(refusal)(m),
    });
}

/** What grows: a factor by its name, or connections. */
function describeWhat({ factor }: ScalingLaw): Localized {
  return (m) => (factor === null ? m.scaling.connections : m.scaling.ofFactor({ factor }));
}

/** `instances = 4`, `16 connections`. */
function describeSize({ factor }: ScalingLaw, size: number): Localized {
  const shown = formatNumber(size);
  return (m) =>
    factor === null
      ? m.scaling.connectionsAre({ count: size, size: shown })
      : m.scaling.factorIs({ factor, size: shown });
}

function describePeak(law: ScalingLaw, { peak, gainRatio }: ScalingFit): Localized {
  const sizes = law.points.map(({ size }) => size);
  const largest = Math.max(...sizes);
  const [smallestText, largestText] = [Math.min(...sizes), largest].map((size) =>
    describeSize(law, size),
  );
  const { size, upper, throughputRps } = peak;
  const lower = formatNumber(peak.lower);
  const gain = formatTimes(gainRatio);
  const ends: Localized[] = [smallestText, largestText].flatMap((each) => each ?? []);
  return (m) => {
    const [smallest = '', largestSize = ''] = ends.map((each) => each(m));
    if (size === null || (upper === null && size > largest)) {
      const grown = { largest: largestSize, smallest, gain };
      // A bound among the sizes measured, or below them, says nothing of what lies beyond.
      return peak.lower < largest
        ? m.scaling.peakUnknown(grown)
        : m.scaling.peakOpen({ ...grown, lower });
    }
    const at = describeSize(law, size)(m);
    if (upper === null) return m.scaling.peakUnbounded({ peak: at, lower });
    const bounds = { peak: at, lower, upper: formatNumber(upper) };
    return size > largest
      ? m.scaling.peakBeyond({ ...bounds, largest: largestSize, smallest, gain })
      : m.scaling.peak({ ...bounds, rps: formatNumber(throughputRps ?? 0) });
  };
}

/** Scenario, load, and the levels of the other factors where they are not the baseline's. */
export function describeScalingPlace(document: ResultDocument, law: ScalingLaw): Localized {
  const { scenario, loadId, variantId } = law;
  const own = document.scenarios.find(
    (each) => each.scenario === scenario && each.load.id === loadId,
  );
  const isBaseline = document.variants.some(({ id, isBaseline: is }) => is && id === variantId);
  const label = findLabel(indexVariants(document), variantId);
  const hasLabel = !isBaseline || loadId === null;
  return (m) =>
    m.scaling.place({
      ...{ scenario, hasLoad: own !== undefined, hasLabel, label },
      load: own === undefined ? '' : writeLoad(own.load),
    });
}
