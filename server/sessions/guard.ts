// Lets in who is logged in and may do what the route does.
import type { FastifyRequest } from 'fastify';
import { ServiceError } from '../errors.ts';
import type { CrmApp } from '../services.ts';
import type { Account } from './accounts.ts';
import type { SessionKeeper } from './keeper.ts';
import { mayDo, type Permission } from './roles.ts';

declare module 'fastify' {
  interface FastifyRequest {
    /** Null where nobody needs to log in (CRM_SESSION=off), and on open routes. */
    account: Account | null;
  }
  interface FastifyContextConfig {
    /** True for a route that needs no login. */
    readonly isOpen?: boolean;
    /** What the account must be allowed; every route that writes names one, or is open. */
    readonly needs?: Permission;
  }
}

const readingMethods: ReadonlySet<unknown> = new Set(['GET', 'HEAD']);

/** Guards the routes that are registered from now on. */
export function registerGuard(app: CrmApp, keeper: SessionKeeper): void {
  app.addHook('onRoute', ({ method, url, config }) => {
    const reads = [method].flat().every((one) => readingMethods.has(one));
    if (!reads && config?.isOpen !== true && config?.needs === undefined) {
      throw new Error(`${String(method)} ${url} does not say what it needs`);
    }
  });
  app.addHook('onRequest', async (request: FastifyRequest) => {
    const { isOpen, operational, needs } = request.routeOptions.config;
    if (isOpen === true || operational === true) return;
    const account = await keeper.read(request);
    if (account === undefined) {
      throw new ServiceError('LOGIN_REQUIRED', 'Log in first: POST /login.');
    }
    if (needs !== undefined && !mayDo(account.role, needs)) {
      throw new ServiceError('FORBIDDEN', `The role ${account.role} may not do this.`);
    }
    request.account = account;
  });
}
