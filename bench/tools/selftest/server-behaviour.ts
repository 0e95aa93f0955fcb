// What a truth server does, as data, and the seeded schedule of its latencies.
import { uniformFloat64 } from 'pure-rand/distribution/uniformFloat64';
import { xoroshiro128plus } from 'pure-rand/generator/xoroshiro128plus';

/** How long a request stays in the server; times in ms, those of `spin` in µs of a busy loop. */
export type LatencyProfile =
  | { readonly kind: 'constant'; readonly latencyMs: number }
  | { readonly kind: 'spin'; readonly latencyUs: number }
  | {
      readonly kind: 'bimodal';
      readonly fastMs: number;
      readonly slowMs: number;
      /** Share of the slow ones, 0 to 1. */
      readonly slowRatio: number;
    }
  | {
      readonly kind: 'lognormal';
      readonly medianMs: number;
      readonly sigma: number;
      readonly mostMs: number;
    }
  | {
      readonly kind: 'pareto';
      readonly leastMs: number;
      readonly shape: number;
      readonly mostMs: number;
    };

/** What goes wrong; `every` counts requests over all connections, times run from the first request. */
export type ServerTrouble =
  | { readonly kind: 'stall'; readonly fromMs: number; readonly lengthMs: number }
  | { readonly kind: 'down'; readonly fromMs: number; readonly lengthMs: number }
  | { readonly kind: 'reset'; readonly every: number }
  | { readonly kind: 'half-answer'; readonly every: number }
  | { readonly kind: 'status-500'; readonly every: number }
  | { readonly kind: 'hang'; readonly every: number }
  | { readonly kind: 'drop-once'; readonly atRequest: number }
  | { readonly kind: 'close-after'; readonly answers: number }
  // Says `Connection: close` with the answer, but leaves the closing to the client, as Node does where
  // maxRequestsPerSocket is reached; whoever goes on gets a 503.
  | { readonly kind: 'announce-close'; readonly answers: number }
  | { readonly kind: 'odd-chunks' };

export interface ServerBehaviour {
  readonly latency: LatencyProfile;
  readonly trouble: ServerTrouble | undefined;
}

/** An endless stream of latencies in ms, the same for the same seed. */
export function createLatencyStream(profile: LatencyProfile, seed: number): () => number {
  const generator = xoroshiro128plus(seed);
  const draw = () => uniformFloat64(generator);
  switch (profile.kind) {
    case 'constant':
      return () => profile.latencyMs;
    case 'spin':
      return () => profile.latencyUs / 1_000;
    case 'bimodal':
      return () => (draw() < profile.slowRatio ? profile.slowMs : profile.fastMs);
    case 'lognormal':
      // Box-Muller; 1 - u keeps the logarithm finite.
      return () => {
        const normal = Math.sqrt(-2 * Math.log(1 - draw())) * Math.cos(2 * Math.PI * draw());
        return Math.min(profile.mostMs, profile.medianMs * Math.exp(profile.sigma * normal));
      };
    case 'pareto':
      return () => Math.min(profile.mostMs, profile.leastMs / (1 - draw()) ** (1 / profile.shape));
  }
}
