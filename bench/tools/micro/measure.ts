// Times one operation in this process: batches well above the clock's resolution, the median of their samples.
import { Bench } from 'tinybench';
import type { MeasureOptions } from '../../../reports/document/micro.ts';
import type { MicroOperation } from './suite.ts';

export interface MicroTime {
  /** Median of the samples, for one operation, ns; above 0. */
  readonly medianNs: number;
  /** Batches measured. They belong to one process, so none of them is a sample of any statistic. */
  readonly batches: number;
  /** Operations in each. */
  readonly operationsPerBatch: number;
}

/** Fewest batches that a median is taken of. */
const fewestBatches = 5;
const mostRunsPerBatch = 2 ** 24;

/** Every outcome ends here, where no compiler can tell that nobody looks. */
const sink = { sum: 0 };

/** Sum of the outcomes since the start: proof that the work was done. */
export function readSink(): number {
  return sink.sum;
}

function runBatch(run: () => number, runs: number): void {
  let sum = 0;
  for (let done = 0; done < runs; done += 1) sum += run();
  sink.sum += sum;
}

async function runAsyncBatch(run: () => number | Promise<number>, runs: number): Promise<void> {
  let sum = 0;
  // One after another, as a request waits for its own look-up.
  for (let done = 0; done < runs; done += 1) sum += await run();
  sink.sum += sum;
}

/**
 * Runs the operation until it is warm and two batches on end took long enough, doubling a batch that did
 * not: code that gets faster needs larger ones, and a batch that was interrupted proves nothing.
 */
async function calibrateBatch(
  batch: (runs: number) => void | Promise<void>,
  { warmupMs, batchMs }: MeasureOptions,
): Promise<number> {
  const start = performance.now();
  let runs = 1;
  let longOnes = 0;
  while (longOnes < 2 || performance.now() - start < warmupMs) {
    const before = performance.now();
    await batch(runs);
    const isLong = performance.now() - before >= batchMs || runs >= mostRunsPerBatch;
    longOnes = isLong ? longOnes + 1 : 0;
    if (!isLong) runs *= 2;
  }
  return runs;
}

/** Measures an operation. @throws whatever it throws */
export async function measureOperation(
  operation: MicroOperation,
  options: MeasureOptions,
): Promise<MicroTime> {
  const { run, operationsPerRun = 1 } = operation;
  const first = run();
  const isAsync = typeof first !== 'number';
  sink.sum += await first;
  const batch = isAsync
    ? (runs: number) => runAsyncBatch(run, runs)
    : (runs: number) => runBatch(run as () => number, runs);
  const runs = await calibrateBatch(batch, options);
  const bench = new Bench({
    ...{ time: options.measureMs, iterations: fewestBatches, warmup: false, throws: true },
    retainSamples: false,
  });
  bench.add('operation', () => batch(runs), { async: isAsync });
  const [task] = await bench.run();
  const result = task?.result;
  if (result?.state !== 'completed') throw new Error(`the benchmark ended as ${result?.state}`);
  const operationsPerBatch = runs * operationsPerRun;
  return {
    medianNs: (result.latency.p50 * 1e6) / operationsPerBatch,
    batches: result.latency.samplesCount,
    operationsPerBatch,
  };
}
