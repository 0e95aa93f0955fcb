// The keys of cached answers, and which of them a change of a customer makes wrong.

/** Keys are short, since each is a string in memory and in Redis. */
export const cacheKeys = {
  customer: (id: number) => `c:${id}`,
  orderList: (customerId: number) => `cl:${customerId}`,
  timeline: (customerId: number) => `ct:${customerId}`,
  orderDetail: (id: number) => `o:${id}`,
  dashboard: (months: number) => `d:${months}`,
  page: (key: string) => `p:${key}`,
} as const;

/** What a new order or a changed customer makes wrong; the dashboard and pages are allowed to lag by its TTL. */
export function keysOfChangedCustomer(customerId: number): readonly string[] {
  return [cacheKeys.customer(customerId), cacheKeys.orderList(customerId)];
}
