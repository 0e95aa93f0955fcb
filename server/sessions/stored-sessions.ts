// Sessions that are looked up with each request: the cookie holds a signed id, a store what it stands for.
import { createHash } from 'node:crypto';
import fastifySession, { type FastifySessionOptions } from '@fastify/session';
import type { Session } from 'fastify';
import type { CrmApp } from '../services.ts';
import type { Account } from './accounts.ts';
import { cookieFlags, cookieName, type SessionKeeper } from './keeper.ts';

declare module 'fastify' {
  interface Session {
    /** Absent until somebody has logged in. */
    account?: Account;
  }
}

/** Sessions by the hash of their id; what it throws is the answer of the request. */
export interface SessionStore {
  read(idHash: Buffer): Promise<Session | undefined>;
  write(idHash: Buffer, session: Session): Promise<void>;
  remove(idHash: Buffer): Promise<void>;
}

type CallbackStore = NonNullable<FastifySessionOptions['store']>;

const hashId = (id: string) => createHash('sha256').update(id).digest();

/** The plug-in's form of a store. */
function toCallbackStore(store: SessionStore): CallbackStore {
  return {
    get: (id, done) => {
      store.read(hashId(id)).then((session) => done(null, session ?? null), done);
    },
    set: (id, session, done) => {
      store.write(hashId(id), session).then(() => done(), done);
    },
    destroy: (id, done) => {
      store.remove(hashId(id)).then(() => done(), done);
    },
  };
}

/**
 * Requests of the app have sessions from now on. One that holds nothing is not stored, and no request prolongs one.
 * @param keys the first signs, all verify
 */
export async function keepInStore(
  app: CrmApp,
  store: SessionStore,
  keys: readonly string[],
  ttlMs: number,
): Promise<SessionKeeper> {
  await app.register(fastifySession, {
    ...{ secret: [...keys], cookieName, store: toCallbackStore(store) },
    ...{ saveUninitialized: false, rolling: false },
    cookie: { ...cookieFlags, secure: 'auto', maxAge: ttlMs },
  });
  return {
    read: async ({ session }) => session.account,
    begin: async (request, _reply, account) => {
      // An id that was known before the login must not be the one after it: one that is not in the store has been replaced.
      if (request.session.account !== undefined) await request.session.regenerate();
      request.session.set('account', account);
    },
    end: async (request, reply) => {
      await request.session.destroy();
      reply.clearCookie(cookieName, cookieFlags);
    },
  };
}
