// Logging in and out.
import rateLimit from '@fastify/rate-limit';
import Type from 'typebox';
import { ServiceError } from '../errors.ts';
import { ErrorAnswer, NoQuery } from '../modules/schema.ts';
import type { CrmApp, Services } from '../services.ts';
import { createPasswordCheck } from './accounts.ts';
import type { SessionKeeper } from './keeper.ts';

const Credentials = Type.Object(
  {
    login: Type.String({ minLength: 1, maxLength: 100 }),
    // What is longer would be hashed all the same.
    password: Type.String({ minLength: 1, maxLength: 200 }),
  },
  { additionalProperties: false },
);

const LoggedIn = Type.Object({ login: Type.String(), role: Type.String() });

const minuteMs = 60_000;

/** Attempts are counted by process, for an account and an address: nobody can lock others out from elsewhere. */
async function registerLoginLimit(app: CrmApp): Promise<void> {
  await app.register(rateLimit, {
    global: false,
    timeWindow: minuteMs,
    // The body tells which account is meant.
    hook: 'preHandler',
    keyGenerator: ({ body, ip }) => `${ip} ${(body as { login: string }).login}`,
    errorResponseBuilder: (_request, { ttl }) =>
      new ServiceError('LOGINS_TOO_MANY', 'Too many attempts to log in; try again later.', {
        fields: { retryAfterS: Math.ceil(ttl / 1_000) },
      }),
  });
}

/** Registers `POST /login` and `POST /logout`. */
export async function registerSessionRoutes(
  app: CrmApp,
  { acts, config, database }: Services,
  keeper: SessionKeeper,
): Promise<void> {
  const passwords = await createPasswordCheck(database);
  await registerLoginLimit(app);
  app.post(
    '/login',
    {
      config: { routeName: 'login', isOpen: true, rateLimit: { max: config.loginLimit } },
      schema: {
        querystring: NoQuery,
        body: Credentials,
        response: { 200: LoggedIn, 400: ErrorAnswer, 401: ErrorAnswer, 429: ErrorAnswer },
      },
    },
    async (request, reply) => {
      const { login, password } = request.body;
      const account = await passwords.check(login, password);
      await keeper.begin(request, reply, account);
      acts.add('logins');
      return { login, role: account.role };
    },
  );
  app.post(
    '/logout',
    {
      config: { routeName: 'logout', isOpen: true },
      schema: { querystring: NoQuery, response: { 204: Type.Null() } },
    },
    async (request, reply) => {
      await keeper.end(request, reply);
      return reply.code(204).send(null);
    },
  );
}
