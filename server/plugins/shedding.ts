// Refuses requests while the event loop is late, so that those it takes are still answered in time.
import underPressure from '@fastify/under-pressure';
import type { FastifyInstance } from 'fastify';
import { ServiceError } from '../errors.ts';

// The delay is a mean over this long; over a whole second, the plug-in's default, shedding starts late
// and then goes on for too long.
const sampleMs = 100;

/**
 * From now on registered routes answer 503 OVERLOADED with Retry-After while the mean delay of this
 * process's event loop is above the limit; routes of operation are always served.
 */
export async function registerShedding(
  app: FastifyInstance,
  maxEventLoopDelayMs: number,
): Promise<void> {
  await app.register(underPressure, {
    maxEventLoopDelay: maxEventLoopDelayMs,
    sampleInterval: sampleMs,
    pressureHandler: async (request) => {
      if (request.routeOptions.config.operational === true) return;
      throw new ServiceError('OVERLOADED', 'The service is overloaded.');
    },
  });
}
