// Cleans names, phones and addresses of stored customers; CPU work without I/O.
import { cleanEmail, cleanName } from '../imports/clean.ts';
import { normalisePhone } from '../imports/phone.ts';

/** What cleaning looks at of a row. */
export interface StoredCustomer {
  readonly id: number;
  readonly name: string;
  readonly phone: string | null;
  readonly phoneNorm: string | null;
  readonly email: string | null;
}

/** The rows that cleaning changes, as they are then; a phone that can't be repaired gives none. */
export function cleanStored(rows: readonly StoredCustomer[]): readonly StoredCustomer[] {
  return rows.flatMap((row) => {
    const cleaned: StoredCustomer = {
      ...row,
      // A name of blanks alone is left as it is: a row needs one.
      name: cleanName(row.name) || row.name,
      phoneNorm: row.phone === null ? null : (normalisePhone(row.phone) ?? null),
      email: row.email === null ? null : (cleanEmail(row.email) ?? row.email),
    };
    const isChanged =
      cleaned.name !== row.name ||
      cleaned.phoneNorm !== row.phoneNorm ||
      cleaned.email !== row.email;
    return isChanged ? [cleaned] : [];
  });
}
