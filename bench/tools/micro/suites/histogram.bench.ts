// Recording latencies: the recorder of the hot path against the histogram that it becomes.
import {
  buildHistogram,
  latencyAtPercentileUs,
  recordLatency,
} from '../../../measurement/histogram.ts';
import { createLatencyRecorder } from '../../../measurement/latency-recorder.ts';
import { buildGenerator } from '../../../plan/random.ts';

/** Latencies in µs with fractions, most of them between 0.2 and 20 ms, always the same for a count. */
function buildLatenciesUs(count: number): Float64Array {
  const generator = buildGenerator(1, 'micro', 'latencies');
  const draw = () => (generator.next() >>> 0) / 2 ** 32;
  // A product of uniforms has the long right tail that latencies have.
  return Float64Array.from({ length: count }, () => 200 * 100 ** (draw() * draw()));
}

const count = 4_096;
const percentiles = [50, 90, 99, 99.9];

function prepareRecorder() {
  const latenciesUs = buildLatenciesUs(count);
  const recorder = createLatencyRecorder();
  const run = () => {
    for (const latencyUs of latenciesUs) recorder.record(latencyUs);
    return recorder.count;
  };
  const answer = () => {
    recorder.reset();
    run();
    return percentiles.map((percentile) => recorder.percentileUs(percentile));
  };
  return { run, answer, operationsPerRun: count };
}

function prepareHistogram() {
  const latenciesUs = buildLatenciesUs(count);
  const histogram = buildHistogram();
  const run = () => {
    for (const latencyUs of latenciesUs) recordLatency(histogram, latencyUs);
    return histogram.totalCount;
  };
  const answer = () => {
    histogram.reset();
    run();
    return percentiles.map((percentile) => latencyAtPercentileUs(histogram, percentile));
  };
  return { run, answer, operationsPerRun: count };
}

/** One latency recorded. */
export const suite = {
  name: 'histogram',
  operation: 'one latency recorded',
  baseline: 'latency recorder',
  alternatives: [
    { name: 'latency recorder', prepare: prepareRecorder },
    { name: 'hdr-histogram-js', prepare: prepareHistogram },
  ],
};
