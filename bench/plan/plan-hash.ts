// The identity of a plan: two runs with the same hash did the same things in the same order.
import { createHash } from 'node:crypto';
import type { Plan } from './plan.ts';

/** SHA-256, in hexadecimal, of the plan as JSON with its keys in alphabetical order. */
export function hashPlan(plan: Plan): string {
  return createHash('sha256')
    .update(JSON.stringify(sortKeys(plan)))
    .digest('hex');
}

function sortKeys(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sortKeys);
  if (typeof value !== 'object' || value === null) return value;
  const entries = Object.entries(value).toSorted(([a], [b]) => (a < b ? -1 : 1));
  return Object.fromEntries(entries.map(([key, item]) => [key, sortKeys(item)]));
}
