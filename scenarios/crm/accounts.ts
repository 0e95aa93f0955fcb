// Who may log in to the CRM, as /population tells it.

export type Role = 'owner' | 'agent' | 'reader';

export interface Account {
  readonly login: string;
  readonly role: Role;
  /** Of an owner some of the customers that are his; empty for the others. */
  readonly customerIds: readonly number[];
}

/** Of every account of a loaded database. */
export const seededPassword = 'loadstone';

/**
 * The accounts in the JSON of /population.
 * @throws Error where it has none, or one of another form
 */
export function parseAccounts(data: unknown): readonly Account[] {
  const list = isObject(data) ? data.accounts : undefined;
  if (Array.isArray(list) && list.length > 0 && list.every(isAccount)) return list;
  throw new Error(
    'The population names no accounts to log in with; the CRM that answered is an older one.',
  );
}

function isAccount(item: unknown): item is Account {
  if (!isObject(item)) return false;
  const { login, role, customerIds } = item;
  const isRole = role === 'owner' || role === 'agent' || role === 'reader';
  return typeof login === 'string' && isRole && Array.isArray(customerIds);
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null;
}
