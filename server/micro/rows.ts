// Customers as the list of the CRM answers them.
import type { Customer } from '../modules/customers/schema.ts';

/** Customers of 1 to `count`, some without a phone; the same every time. */
export function buildCustomers(count: number): Customer[] {
  return Array.from({ length: count }, (_, index) => ({
    id: index + 1,
    name: index % 2 === 0 ? `王小${index}` : `Customer "${index}"`,
    phone: index % 16 === 3 ? null : `138${String(10_000_000 + index)}`,
    region: 1 + (index % 31),
    segment: 1 + (index % 5),
    orderCount: index * 3,
    spentCents: index * 129_900,
    version: 1 + (index % 4),
  }));
}
