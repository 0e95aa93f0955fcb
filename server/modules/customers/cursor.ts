// Keyset cursors: the place of the last row of a page, opaque to clients.
import { ServiceError } from '../../errors.ts';
import type { CustomerSort } from './schema.ts';

/** Where a page ended: the value that it is sorted by, and the id that breaks ties. */
export interface Cursor {
  readonly value: string | number;
  readonly id: number;
}

/** Text that a client hands back to get the next page of the same sort. */
export function renderCursor(sort: CustomerSort, cursor: Cursor): string {
  return Buffer.from(JSON.stringify([sort, cursor.value, cursor.id])).toString('base64url');
}

function isPlace(sort: CustomerSort, value: unknown): value is string | number {
  if (sort === 'spent') return Number.isSafeInteger(value);
  if (typeof value !== 'string' || value.includes('\0')) return false;
  return sort === 'name' || new Date(value).toJSON() === value;
}

/** @throws ServiceError CURSOR_INVALID for any text that this sort's pages didn't give. */
export function parseCursor(sort: CustomerSort, text: string): Cursor {
  try {
    const parsed: unknown = JSON.parse(Buffer.from(text, 'base64url').toString());
    if (Array.isArray(parsed) && parsed.length === 3) {
      const [givenSort, value, id] = parsed as readonly unknown[];
      const idIsRight = typeof id === 'number' && Number.isInteger(id) && id > 0 && id < 2 ** 31;
      if (givenSort === sort && isPlace(sort, value) && idIsRight) return { value, id };
    }
  } catch {
    // Not base64url of JSON: the same answer as for any other wrong cursor.
  }
  throw new ServiceError('CURSOR_INVALID', `This is not a cursor of a list sorted by ${sort}.`);
}
