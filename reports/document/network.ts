// The network between the load generator and services on other machines.
import Type from 'typebox';
import { amount, count, name, orNull, ratio, text, type ValueOf } from './parts.ts';

export const NetworkDescription = Type.Object({
  /** In the order of the variants; those on the machine of the generator have no entry. */
  variants: Type.Array(
    Type.Object({
      variantId: name,
      /** One round trip of TCP, without what the two systems take by themselves: median over the groups. */
      rttUs: amount,
      /** Over the groups. */
      lowestRttUs: amount,
      highestRttUs: amount,
      interface: orNull(text),
      mtuBytes: orNull(count),
    }),
  ),
  /** Segments that were sent again, of all that this machine sent while groups were measured; null where not known. */
  retransmittedRatio: orNull(ratio),
});
export type NetworkDescription = ValueOf<typeof NetworkDescription>;
