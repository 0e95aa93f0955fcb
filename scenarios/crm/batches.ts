// The batch of orders that a request sends.
import type { ScenarioRequest } from '../model.ts';

/** Orders of one batch. */
export const batchOrders = 10;

/** An order as it is asked for. */
export interface AskedOrder {
  readonly customerId: number;
  readonly items: readonly { readonly productId: number; readonly quantity: number }[];
}

/** The orders of a batch that the scenario wrote itself. */
export function ordersIn({ body = '{"orders":[]}' }: ScenarioRequest): readonly AskedOrder[] {
  return (JSON.parse(body) as { readonly orders: readonly AskedOrder[] }).orders;
}
