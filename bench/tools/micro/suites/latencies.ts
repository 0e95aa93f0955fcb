// Latencies as a load makes them, the same for every benchmark and every process.
import { buildGenerator } from '../../../plan/random.ts';

/** Latencies in µs with fractions, most of them between 0.2 and 20 ms, always the same for a count. */
export function buildLatenciesUs(count: number): Float64Array {
  const generator = buildGenerator(1, 'micro', 'latencies');
  const draw = () => (generator.next() >>> 0) / 2 ** 32;
  // A product of uniforms has the long right tail that latencies have.
  return Float64Array.from({ length: count }, () => 200 * 100 ** (draw() * draw()));
}
