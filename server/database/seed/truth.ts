// The planted truth: what a perfect cleaning would find. It is made again from the seed, never stored.
import { drawCustomers } from './customers.ts';
import { type Dirt, isRecoverable } from './dirt.ts';
import { chunkCountOf, type Size, sizes } from './profile.ts';

export interface CustomerTruth {
  readonly customerId: number;
  readonly name: string;
  /** The customer's real mobile number, whatever was typed in. */
  readonly phone: string;
  /** What cleaning the raw phone ought to give: the real number, or undefined where it is lost. */
  readonly phoneNorm: string | undefined;
  readonly dirt: Dirt;
  readonly duplicateOf: number | undefined;
}

/** The truth about every customer of one (size, seed), in id order. */
export function* plantedTruth(size: Size, seed: number): Generator<CustomerTruth> {
  const profile = sizes[size];
  for (let chunk = 0; chunk < chunkCountOf(profile.customers); chunk++) {
    for (const { id, name, phone, dirt, duplicateOf } of drawCustomers(seed, profile, chunk)) {
      const phoneNorm = isRecoverable(dirt) ? phone : undefined;
      yield { customerId: id, name, phone, phoneNorm, dirt, duplicateOf };
    }
  }
}
