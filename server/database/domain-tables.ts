// The names of the CRM's tables, in one place for loading, tuning and checking.

export const domainTables = [
  ...(['sources', 'owners', 'customers', 'contacts', 'products'] as const),
  ...([
    'orders',
    'order_items',
    'activities',
    'dq_issues',
    'order_jobs',
    'customer_merges',
  ] as const),
] as const;
