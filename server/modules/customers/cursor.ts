// Cursors: the place of the last row of a page, opaque to clients.
import { ServiceError } from '../../errors.ts';
import type { CustomerSort } from './schema.ts';

/** Where a page ended: the value that it is sorted by, and the id that breaks ties. */
export interface Cursor {
  readonly value: string | number;
  readonly id: number;
  /** Rows up to and with the last one of the page: the same place for who counts rows off. */
  readonly rowCount: number;
}

/** Text that a client hands back to get the next page of the same sort. */
export function renderCursor(sort: CustomerSort, cursor: Cursor): string {
  return Buffer.from(JSON.stringify([sort, cursor.value, cursor.id, cursor.rowCount])).toString(
    'base64url',
  );
}

function isPlace(sort: CustomerSort, value: unknown): value is string | number {
  if (sort === 'spent') return Number.isSafeInteger(value);
  if (typeof value !== 'string' || value.includes('\0')) return false;
  return sort === 'name' || new Date(value).toJSON() === value;
}

/** True for a whole number above 0 that a column of integers can hold. */
function isCount(value: unknown): value is number {
  return typeof value === 'number' && Number.isInteger(value) && value > 0 && value < 2 ** 31;
}

/** @throws ServiceError CURSOR_INVALID for any text that this sort's pages didn't give. */
export function parseCursor(sort: CustomerSort, text: string): Cursor {
  try {
    const parsed: unknown = JSON.parse(Buffer.from(text, 'base64url').toString());
    if (Array.isArray(parsed) && parsed.length === 4) {
      const [givenSort, value, id, rowCount] = parsed as readonly unknown[];
      const numbersAreRight = isCount(id) && isCount(rowCount);
      if (givenSort === sort && isPlace(sort, value) && numbersAreRight) {
        return { value, id, rowCount };
      }
    }
  } catch {
    // Not base64url of JSON: the same answer as for any other wrong cursor.
  }
  throw new ServiceError('CURSOR_INVALID', `This is not a cursor of a list sorted by ${sort}.`);
}
