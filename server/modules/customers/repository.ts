// Customers in PostgreSQL: by id, and changed under their version.
import { ServiceError } from '../../errors.ts';
import type { Queryable, Statement } from '../../plugins/database.ts';
import { normalisePhone } from '../imports/phone.ts';
import type { Customer, CustomerPatch } from './schema.ts';

/** The columns of a customer as the API names them. */
export const customerColumns = `id, name, phone, region, segment, order_count AS "orderCount",
  spent_cents AS "spentCents", version`;

const byId: Statement = {
  name: 'customer_by_id',
  text: `SELECT ${customerColumns} FROM customers WHERE id = $1 AND deleted_at IS NULL`,
};

const change: Statement = {
  name: 'customer_change',
  text: `UPDATE customers SET name = coalesce($3, name), phone = coalesce($4, phone),
    phone_norm = coalesce($5, phone_norm), segment = coalesce($6::smallint, segment),
    version = version + 1, updated_at = date_trunc('milliseconds', now())
    WHERE id = $1 AND version = $2 AND deleted_at IS NULL RETURNING ${customerColumns}`,
};

const changeOwn: Statement = {
  name: 'customer_change_own',
  text: change.text.replace(' RETURNING', ' AND owner_id = $7 RETURNING'),
};

const ownerOf: Statement = {
  name: 'customer_owner',
  text: 'SELECT owner_id AS "ownerId" FROM customers WHERE id = $1 AND deleted_at IS NULL',
};

/** The answer to a customer that isn't there (or was deleted). */
export function customerNotFound(id: number): ServiceError {
  return new ServiceError('CUSTOMER_NOT_FOUND', `There is no customer ${id}.`);
}

/** @throws ServiceError CUSTOMER_NOT_FOUND */
export async function readCustomer(database: Queryable, id: number): Promise<Customer> {
  const [customer] = await database.query<Customer>(byId, [id]);
  if (customer === undefined) throw customerNotFound(id);
  return customer;
}

function parsePhone(phone: string): string {
  const normalised = normalisePhone(phone);
  if (normalised !== undefined) return normalised;
  throw new ServiceError('PHONE_INVALID', 'The phone is not a mainland mobile number.');
}

/**
 * Changes a customer whose version is the one named, and raises the version by 1.
 * @param ownerId whose customer it must be; null: anybody's
 * @throws ServiceError CUSTOMER_NOT_FOUND, FORBIDDEN, PHONE_INVALID, or VERSION_CONFLICT with `currentVersion`.
 */
export async function changeCustomer(
  database: Queryable,
  id: number,
  patch: CustomerPatch,
  ownerId: number | null,
): Promise<Customer> {
  const { version, name = null, phone = null, segment = null } = patch;
  const phoneNorm = phone === null ? null : parsePhone(phone);
  const values = [id, version, name, phone, phoneNorm, segment];
  const [changed] = await (ownerId === null
    ? database.query<Customer>(change, values)
    : database.query<Customer>(changeOwn, [...values, ownerId]));
  if (changed !== undefined) return changed;
  if (ownerId !== null) await refuseForeign(database, id, ownerId);
  const current = await readCustomer(database, id);
  throw new ServiceError('VERSION_CONFLICT', 'The customer was changed in the meantime.', {
    fields: { currentVersion: current.version },
  });
}

/** @throws ServiceError FORBIDDEN where the customer is somebody else's */
async function refuseForeign(database: Queryable, id: number, ownerId: number): Promise<void> {
  const [found] = await database.query<{ readonly ownerId: number }>(ownerOf, [id]);
  if (found === undefined || found.ownerId === ownerId) return;
  throw new ServiceError('FORBIDDEN', `Customer ${id} is not one of yours.`);
}
