// How many imports may be under way, so that they can't take all connections and all memory from the rest.
import type { FastifyReply, FastifyRequest } from 'fastify';
import { ServiceError } from '../../errors.ts';

export interface ImportAdmission {
  /** Before the body is read. @throws ServiceError OVERLOADED where `limit` imports are under way */
  admit(request: FastifyRequest): Promise<void>;
  /** When the answer is sent, or the client is gone. */
  release(request: FastifyRequest, reply: FastifyReply): Promise<void>;
  /** Runs one piece of work at a time, in the order of the calls. */
  takeTurn<T>(work: () => Promise<T>): Promise<T>;
}

/** @param limit imports of this process, those that wait for their turn included; at least 1 */
export function createImportAdmission(limit: number): ImportAdmission {
  const underWay = new Set<FastifyRequest>();
  let last: Promise<unknown> = Promise.resolve();
  return {
    admit: async (request) => {
      if (underWay.size >= limit) {
        throw new ServiceError('OVERLOADED', `${limit} imports are under way; try again later.`);
      }
      underWay.add(request);
    },
    release: async (request) => {
      underWay.delete(request);
    },
    takeTurn: (work) => {
      const turn = last.then(work);
      last = turn.catch(() => {});
      return turn;
    },
  };
}
