// Finds a loopback port that nobody listens on.
import { createServer } from 'node:net';

/**
 * A port of 127.0.0.1 that was free a moment ago. Another program may take it before the service
 * listens, so whoever uses it recognises EADDRINUSE and asks again.
 */
export async function findFreePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(0, '127.0.0.1', resolve);
  });
  const address = server.address();
  await new Promise((resolve) => server.close(resolve));
  if (address === null || typeof address === 'string') throw new Error('No loopback port is free.');
  return address.port;
}
