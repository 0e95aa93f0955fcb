// What an account may do, by its role.

export type Role = 'owner' | 'agent' | 'reader';

/** Needed by a route; a route that names none needs an account alone. */
export type Permission = 'customers:edit' | 'orders:enter';

const permissions: Readonly<Record<Role, readonly Permission[]>> = {
  // Of customers their own.
  owner: ['customers:edit'],
  agent: ['orders:enter'],
  reader: [],
};

export function mayDo(role: Role, permission: Permission): boolean {
  return permissions[role].includes(permission);
}
