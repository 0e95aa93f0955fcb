// The headers by which browsers keep others away from what this service answers.
import helmet from '@fastify/helmet';
import type { FastifyInstance } from 'fastify';

/**
 * From now on answers carry Helmet's headers. No CORS header is among them: pages of other origins may
 * neither read an answer nor send JSON or NDJSON. No HSTS either: TLS is the business of what stands in front.
 */
export async function registerSecurityHeaders(app: FastifyInstance): Promise<void> {
  await app.register(helmet, {
    contentSecurityPolicy: {
      useDefaults: false,
      directives: {
        defaultSrc: ["'none'"],
        styleSrc: ["'self'"],
        // The page of imports has a script, which sends a file; the list of customers has a form.
        scriptSrc: ["'self'"],
        connectSrc: ["'self'"],
        imgSrc: ['data:'],
        baseUri: ["'none'"],
        formAction: ["'self'"],
        frameAncestors: ["'none'"],
      },
    },
    strictTransportSecurity: false,
  });
}
