// An order as it is asked for, and what its lines cost.
import { ServiceError } from '../../errors.ts';
import type { Queryable } from '../../plugins/database.ts';
import type { NewOrder } from './schema.ts';
import { readPrices } from './statements.ts';

/** What a client asks for when it creates an order. */
export interface OrderRequest {
  readonly order: NewOrder;
  /** The client's own name of this operation, the same when it tries again. */
  readonly reference: string;
  /** False: the reference is stored, but not looked for and not unique. */
  readonly isOnce: boolean;
}

/** A request with what its lines cost, each and together. */
export interface PricedRequest extends OrderRequest {
  readonly unitCents: readonly number[];
  readonly totalCents: number;
}

/** Units of each product, in the order of the products' ids, in which everyone locks them. */
export function sumQuantities(items: NewOrder['items']): ReadonlyMap<number, number> {
  const sums = new Map<number, number>();
  for (const { productId, quantity } of items) {
    sums.set(productId, (sums.get(productId) ?? 0) + quantity);
  }
  return new Map([...sums].sort(([left], [right]) => left - right));
}

/** The request with the prices of now. @throws ServiceError PRODUCT_NOT_FOUND */
export async function priceRequest(
  database: Queryable,
  request: OrderRequest,
): Promise<PricedRequest> {
  return applyPrices(request, await findPrices(database, request.order.items));
}

/** The same for several, with one statement. @throws ServiceError PRODUCT_NOT_FOUND */
export async function priceRequests(
  database: Queryable,
  requests: readonly OrderRequest[],
): Promise<readonly PricedRequest[]> {
  const prices = await findPrices(
    database,
    requests.flatMap(({ order }) => order.items),
  );
  return requests.map((request) => applyPrices(request, prices));
}

async function findPrices(
  database: Queryable,
  items: NewOrder['items'],
): Promise<ReadonlyMap<number, number>> {
  const ids = [...sumQuantities(items).keys()];
  const rows = await database.query<{ id: number; unitCents: number }>(readPrices, [ids]);
  return new Map(rows.map((row) => [row.id, row.unitCents]));
}

function applyPrices(request: OrderRequest, prices: ReadonlyMap<number, number>): PricedRequest {
  const { items } = request.order;
  const unitCents = items.map(({ productId }) => {
    const price = prices.get(productId);
    if (price !== undefined) return price;
    throw new ServiceError('PRODUCT_NOT_FOUND', `There is no product ${productId}.`);
  });
  const totalCents = items.reduce(
    (sum, { quantity }, index) => sum + quantity * (unitCents[index] ?? 0),
    0,
  );
  return { ...request, unitCents, totalCents };
}
