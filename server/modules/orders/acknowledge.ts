// Acknowledging an order before it is written (CRM_ACKNOWLEDGE=early): fast, and broken on purpose.
import type { Database } from '../../plugins/database.ts';
import { customerNotFound } from '../customers/repository.ts';
import { type Creation, placeOrder } from './create.ts';
import { findCreatedOrder } from './replay.ts';
import { type OrderRequest, priceRequest } from './request.ts';
import { reserveOrder } from './statements.ts';
import type { WriteBehind } from './write-behind.ts';

/**
 * Answers with a reserved id, the prices of now and the version that the customer gets if nothing else
 * changes it before; then queues the write. What is queued is lost with the process, can still fail, and
 * is not found by a repeated key, whose own write then fails since the key is unique.
 * @param onWritten called after the commit
 * @throws ServiceError as `createOrder` does, as far as it can be known beforehand.
 */
export async function acknowledgeOrder(
  database: Database,
  queue: WriteBehind,
  request: OrderRequest,
  onWritten: () => Promise<void>,
): Promise<Creation> {
  const earlier = await findCreatedOrder(database, request);
  if (earlier !== undefined) return { order: earlier, isNew: false };
  const priced = await priceRequest(database, request);
  const { customerId } = request.order;
  const [reserved] = await database.query<{ id: number; version: number }>(reserveOrder, [
    customerId,
  ]);
  if (reserved === undefined) throw customerNotFound(customerId);
  const { id, version } = reserved;
  await queue.push(async () => {
    await database.transaction((transaction) => placeOrder(transaction, priced, id));
    await onWritten();
  });
  const { totalCents } = priced;
  return { order: { id, customerId, totalCents, customerVersion: version + 1 }, isNew: true };
}
