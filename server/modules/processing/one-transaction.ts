// Level one-transaction: the same statements order by order, with one commit for all of them.
import { insertPricedOrder } from '../orders/create.ts';
import { priceRequest, sumQuantities } from '../orders/request.ts';
import { takeStock } from '../orders/statements.ts';
import { customersOf, lockMissing } from './batch.ts';
import { createDirect } from './processor.ts';

export const createOneTransaction = createDirect(async ({ database, acts, forget }, batch) => {
  await database.transaction(async (transaction) => {
    const missing = await lockMissing(transaction, batch);
    for (const request of missing) {
      await insertPricedOrder(transaction, await priceRequest(transaction, request));
    }
    // Stock last, and by id: a product that is locked between two customers would make batches wait in a circle.
    const sums = sumQuantities(missing.flatMap(({ order }) => order.items));
    for (const [productId, units] of sums) {
      await transaction.query(takeStock, [[productId], [units]]);
    }
  });
  acts.add('oneTransaction', batch.requests.length);
  await forget(customersOf(batch.requests));
});
