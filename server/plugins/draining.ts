// Lets connections go while the service closes, so that kept-alive ones don't hold it up.
import type { FastifyInstance } from 'fastify';

const sweepMs = 50;

/** From the start of closing on, each answer ends its connection and idle ones are closed. */
export function registerDraining(app: FastifyInstance): void {
  let sweep: NodeJS.Timeout | undefined;
  app.addHook('preClose', async () => {
    sweep = setInterval(() => app.server.closeIdleConnections(), sweepMs);
    sweep.unref();
  });
  app.addHook('onSend', async (_request, reply) => {
    if (sweep !== undefined) reply.header('connection', 'close');
  });
  app.server.on('close', () => clearInterval(sweep));
}
