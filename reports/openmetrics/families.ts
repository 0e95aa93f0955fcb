// How each metric is called in OpenMetrics, in base units.
import { type MetricFormat, type MetricName, metrics } from '../document/metrics.ts';

/** `scale` turns a figure of the document into the unit of the family. */
export interface MetricFamily {
  readonly name: string;
  readonly unit: 'seconds' | 'bytes' | 'ratio' | undefined;
  readonly help: string;
  readonly scale: number;
}

const plain = { unit: undefined, scale: 1 } as const;
const ratio = { unit: 'ratio', scale: 1 } as const;
const bytes = { unit: 'bytes', scale: 1 } as const;

const bases: Readonly<Record<MetricFormat, Pick<MetricFamily, 'unit' | 'scale'>>> = {
  rate: plain,
  latency: { unit: 'seconds', scale: 1e-6 },
  share: ratio,
  success: ratio,
  number: plain,
  bytes,
  memory: bytes,
  cost: plain,
  count: plain,
};

export function familyOf(metric: MetricName): MetricFamily {
  const { format, openMetrics } = metrics[metric];
  const { unit, scale } = bases[format];
  const suffix = unit === undefined ? '' : `_${unit}`;
  return { name: `loadstone_${openMetrics.stem}${suffix}`, unit, help: openMetrics.help, scale };
}
