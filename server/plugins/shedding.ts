// Refuses requests while the event loop is late, so that those it takes are still answered in time.
import underPressure from '@fastify/under-pressure';
import type { FastifyInstance } from 'fastify';
import { ServiceError } from '../errors.ts';

/**
 * Over how many ms the plug-in takes its mean. It needs two wake-ups of its monitor in that time and calls
 * the delay infinite where there were fewer, so half of it must be longer than the limit: else a shorter
 * delay than the limit would do. Longer than needed, shedding starts late and goes on for too long.
 */
const chooseSampleMs = (maxEventLoopDelayMs: number) => 2 * maxEventLoopDelayMs + 50;

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
    sampleInterval: chooseSampleMs(maxEventLoopDelayMs),
    pressureHandler: async (request) => {
      if (request.routeOptions.config.operational === true) return;
      throw new ServiceError('OVERLOADED', 'The service is overloaded.');
    },
  });
}
