// Sessions that no store knows: the cookie is a signed token (JWT, HS256) that says who it is and until when.
import fastifyJwt from '@fastify/jwt';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { LevelCounters } from '../plugins/level-counters.ts';
import type { CrmApp } from '../services.ts';
import type { Account } from './accounts.ts';
import { cookieFlags, cookieName, type SessionKeeper } from './keeper.ts';

declare module '@fastify/jwt' {
  interface FastifyJWT {
    payload: Account;
    user: Account;
  }
}

/**
 * A token holds until it expires, whatever happens meanwhile: logging out takes the cookie away, but a copy of it goes on
 * to hold, as does the role of an account that was changed. Only another key ends tokens, and then all of them.
 */
export async function keepInToken(
  app: CrmApp,
  acts: LevelCounters,
  key: string,
  ttlMs: number,
): Promise<SessionKeeper> {
  await app.register(fastifyJwt, {
    secret: key,
    cookie: { cookieName, signed: false },
    sign: { algorithm: 'HS256', expiresIn: `${ttlMs}ms` },
    verify: { algorithms: ['HS256'] },
  });
  const flagsOf = ({ protocol }: FastifyRequest) => ({
    ...cookieFlags,
    secure: protocol === 'https',
  });
  return {
    read: async (request) => {
      if (request.cookies[cookieName] === undefined) return undefined;
      acts.add('tokensVerified');
      try {
        return await request.jwtVerify<Account>({ onlyCookie: true });
      } catch {
        // Forged, expired, or signed with a key of before.
        return undefined;
      }
    },
    begin: async (request, reply: FastifyReply, account) => {
      const token = await reply.jwtSign(account);
      reply.setCookie(cookieName, token, { ...flagsOf(request), maxAge: Math.ceil(ttlMs / 1_000) });
    },
    end: async (request, reply) => {
      reply.clearCookie(cookieName, flagsOf(request));
    },
  };
}
