// Accounts in PostgreSQL, and the check of a password.
import { randomUUID } from 'node:crypto';
import { ServiceError } from '../errors.ts';
import type { Queryable, Statement } from '../plugins/database.ts';
import { hashPassword, verifyPassword } from './passwords.ts';
import type { Role } from './roles.ts';

/** Who is logged in. */
export interface Account {
  readonly id: number;
  readonly login: string;
  readonly role: Role;
  /** Whose customers an owner edits; null for the others. */
  readonly ownerId: number | null;
}

const byLogin: Statement = {
  name: 'account_by_login',
  text: `SELECT id, login, role, owner_id AS "ownerId", password_hash AS "passwordHash"
    FROM accounts WHERE login = $1`,
};

export interface PasswordCheck {
  /**
   * An unknown login is hashed for as well, so that neither answer nor time tells it from a wrong password.
   * @throws ServiceError LOGIN_FAILED
   */
  check(login: string, password: string): Promise<Account>;
}

export async function createPasswordCheck(database: Queryable): Promise<PasswordCheck> {
  const hashOfNobody = await hashPassword(randomUUID());
  return {
    check: async (login, password) => {
      const [found] = await database.query<Account & { passwordHash: string }>(byLogin, [login]);
      const { passwordHash = hashOfNobody, ...account } = found ?? {};
      const isRight = await verifyPassword(password, passwordHash);
      if (found === undefined || !isRight) {
        throw new ServiceError('LOGIN_FAILED', 'Login or password is wrong.');
      }
      return account as Account;
    },
  };
}
