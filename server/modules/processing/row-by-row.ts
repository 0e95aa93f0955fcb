// Level row-by-row: each order by itself, with reads, a transaction and a commit of its own, as a loop over orders does it.
import { createOrder } from '../orders/create.ts';
import { createDirect } from './processor.ts';

/** What was committed before an error stays; the next try of the batch goes on from there. */
export const createRowByRow = createDirect(async ({ database, acts, forget }, { requests }) => {
  for (const request of requests) {
    await createOrder(database, request);
    acts.add('rowByRow');
    await forget([request.order.customerId]);
  }
});
