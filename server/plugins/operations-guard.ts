// Who may read the counters and the population: this machine, or whoever has the token.
import { createHash, timingSafeEqual } from 'node:crypto';
import { BlockList } from 'node:net';
import type { FastifyRequest } from 'fastify';
import { ServiceError } from '../errors.ts';

const loopback = new BlockList();
loopback.addSubnet('127.0.0.0', 8, 'ipv4');
loopback.addAddress('::1', 'ipv6');

/** Where one of these is set, a proxy asks for somebody else, even from this machine. */
export const forwardingHeaders = ['forwarded', 'via', 'x-forwarded-for', 'x-real-ip'];

const digest = (text: string) => createHash('sha256').update(text).digest();

function isFromThisMachine({ socket, headers }: FastifyRequest): boolean {
  const address = socket.remoteAddress ?? '';
  // A mapped IPv4 address (::ffff:127.0.0.1) is found by the rule for IPv4.
  const isLoopback = loopback.check(address, address.includes(':') ? 'ipv6' : 'ipv4');
  return isLoopback && forwardingHeaders.every((name) => headers[name] === undefined);
}

/**
 * A hook that lets a request pass or throws.
 * @param token undefined lets this machine read, and nobody else; else everybody needs it, as a bearer token
 * @throws ServiceError FORBIDDEN, UNAUTHORIZED
 */
export function createOperationsGuard(
  token: string | undefined,
): (request: FastifyRequest) => Promise<void> {
  if (token === undefined) {
    return async (request) => {
      if (isFromThisMachine(request)) return;
      throw new ServiceError(
        'FORBIDDEN',
        'Only this machine may read this; CRM_OPERATIONS_TOKEN lets others do so.',
      );
    };
  }
  const expected = digest(`Bearer ${token}`);
  return async ({ headers: { authorization = '' } }) => {
    if (timingSafeEqual(digest(authorization), expected)) return;
    throw new ServiceError('UNAUTHORIZED', 'This needs the bearer token of CRM_OPERATIONS_TOKEN.');
  };
}
