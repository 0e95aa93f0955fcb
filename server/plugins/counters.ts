// Counts every finished answer by route and status, for the harness to reconcile with.
import type { FastifyInstance } from 'fastify';

declare module 'fastify' {
  interface FastifyContextConfig {
    /** The name of the route in counters; absent where no route matched. */
    readonly routeName?: string;
    /** True for routes of operation (health, counters, static files), which aren't counted. */
    readonly operational?: boolean;
  }
}

/** Finished answers by route name, then by status. */
export type RouteCounts = Readonly<Record<string, Readonly<Record<string, number>>>>;

export interface RequestCounters {
  add(routeName: string, statusCode: number): void;
  read(): RouteCounts;
  /** Of all routes and statuses. */
  total(): number;
}

/** Counters that start at nothing. */
export function createRequestCounters(): RequestCounters {
  const counts: Record<string, Record<string, number>> = {};
  let total = 0;
  return {
    add: (routeName, statusCode) => {
      total += 1;
      counts[routeName] ??= {};
      const route = counts[routeName];
      route[statusCode] = (route[statusCode] ?? 0) + 1;
    },
    read: () => structuredClone(counts),
    total: () => total,
  };
}

/** The name under which requests are counted that no route matched. */
const unmatchedRouteName = 'unmatched';

export function registerCounters(app: FastifyInstance, counters: RequestCounters): void {
  app.addHook('onResponse', (request, reply, done) => {
    const { routeName, operational } = request.routeOptions.config;
    if (operational !== true) counters.add(routeName ?? unmatchedRouteName, reply.statusCode);
    done();
  });
}
