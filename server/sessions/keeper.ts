// The port of the levels of CRM_SESSION: how a login outlasts its request.
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Account } from './accounts.ts';

export interface SessionKeeper {
  /** Whose request it is; undefined where nobody is logged in. */
  read(request: FastifyRequest): Promise<Account | undefined>;
  /** From now on the requests with the answer's cookie are the account's. */
  begin(request: FastifyRequest, reply: FastifyReply, account: Account): Promise<void>;
  end(request: FastifyRequest, reply: FastifyReply): Promise<void>;
}

export const cookieName = 'crm_session';

/** Out of reach for scripts, and not sent with what other sites post. */
export const cookieFlags = { path: '/', httpOnly: true, sameSite: 'lax' } as const;
