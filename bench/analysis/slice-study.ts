// From the quads of a slice study to a table: standard error against slice length at equal load time.
import { mean, sampleSd } from '../stats/descriptive.ts';

export interface StudiedQuad {
  readonly sliceMs: number;
  readonly logThroughputRatio: number | undefined;
  readonly logCpuRatio: number | undefined;
}

export interface SliceLengthRow {
  readonly sliceMs: number;
  /** Quads with both figures. */
  readonly quads: number;
  /** Of a single quad, in log units; near 0.01 for 1 %. */
  readonly quadSdThroughput: number;
  readonly standardErrorThroughput: number;
  readonly standardErrorCpu: number;
  /** Mean log ratios: the twins truly are the same, so this is launch effect and error. */
  readonly meanThroughput: number;
  readonly meanCpu: number;
}

/** One row a length, shortest first; a length with fewer than two whole quads is left out. */
export function summariseQuads(quads: readonly StudiedQuad[]): readonly SliceLengthRow[] {
  const lengths = [...new Set(quads.map(({ sliceMs }) => sliceMs))].toSorted((a, b) => a - b);
  return lengths.flatMap((sliceMs) => {
    const whole = quads.flatMap((quad) =>
      quad.sliceMs === sliceMs &&
      quad.logThroughputRatio !== undefined &&
      quad.logCpuRatio !== undefined
        ? [{ throughput: quad.logThroughputRatio, cpu: quad.logCpuRatio }]
        : [],
    );
    if (whole.length < 2) return [];
    const throughput = whole.map((quad) => quad.throughput);
    const cpu = whole.map((quad) => quad.cpu);
    const [quadSdThroughput = 0, quadSdCpu = 0] = [sampleSd(throughput), sampleSd(cpu)];
    const [meanThroughput = 0, meanCpu = 0] = [mean(throughput), mean(cpu)];
    const root = Math.sqrt(whole.length);
    return [
      {
        ...{ sliceMs, quads: whole.length, quadSdThroughput, meanThroughput, meanCpu },
        standardErrorThroughput: quadSdThroughput / root,
        standardErrorCpu: quadSdCpu / root,
      },
    ];
  });
}
