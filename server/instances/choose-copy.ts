// Which copy gets the next request.
import type { InstancesConfig } from './config.ts';

/** A copy as a balancer sees it. */
export interface Candidate {
  readonly isUp: boolean;
  /** Requests that it has and did not answer yet. */
  readonly inFlight: number;
}

/** Undefined where every copy that is up was tried. */
export type Choose<Copy> = (tried: ReadonlySet<Copy>) => Copy | undefined;

/** Of the copies that are up: the next in turn, or the next in turn of those with the fewest requests. */
export function createChoice<Copy extends Candidate>(
  balance: InstancesConfig['balance'],
  copies: readonly Copy[],
): Choose<Copy> {
  let turn = 0;
  return (tried) => {
    const inTurn = [...copies.slice(turn), ...copies.slice(0, turn)];
    const able = inTurn.filter((copy) => copy.isUp && !tried.has(copy));
    const fewest = Math.min(...able.map(({ inFlight }) => inFlight));
    const chosen =
      balance === 'round-robin' ? able[0] : able.find(({ inFlight }) => inFlight === fewest);
    if (chosen !== undefined) turn = (copies.indexOf(chosen) + 1) % copies.length;
    return chosen;
  };
}
