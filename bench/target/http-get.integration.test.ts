// The harness's own requests, to a server whose answers have no end, are too large, or lie.
import { once } from 'node:events';
import { createServer } from 'node:http';
import { expect, onTestFinished, test } from 'vitest';
import { hostilePaths, startHostileServer } from '../drivers/hostile-server.ts';
import { httpGet } from './http-get.ts';

async function startHostile() {
  const server = await startHostileServer();
  onTestFinished(() => server.close());
  return server;
}

test.each(hostilePaths.filter((path) => !path.startsWith('/bomb/')))(
  '%s ends in an error, before the time-out where Node has a limit',
  async (path) => {
    const server = await startHostile();
    // Node has none for interim answers and trailers: there the time-out is what ends it.
    const isBounded = !['/endless-interims', '/endless-size'].includes(path);
    const timeoutMs = isBounded ? 60_000 : 300;
    const asked = httpGet(server, path, timeoutMs);
    const message = isBounded
      ? expect.not.stringContaining('no answer within')
      : expect.any(String);
    await expect(asked).rejects.toMatchObject({ message });
  },
);

test('a head that is too large is told with the limit, one within it is taken', async () => {
  const server = createServer((request, response) => {
    response.setHeader('x-long', 'a'.repeat(request.url === '/short' ? 60_000 : 70_000));
    response.end('ok');
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  onTestFinished(() => {
    server.close();
  });
  const address = server.address();
  const port = typeof address === 'object' ? address?.port : undefined;
  const target = { baseUrl: `http://127.0.0.1:${port}` };
  await expect(httpGet(target, '/short', 30_000)).resolves.toMatchObject({ body: 'ok' });
  await expect(httpGet(target, '/long', 30_000)).rejects.toThrow('larger than 64 KiB');
});

test('a body is taken up to 16 MiB', async () => {
  const server = await startHostile();
  const { bytes } = await httpGet(server, '/large/16', 60_000);
  expect(bytes).toHaveLength(16 * 1024 * 1024);
  await expect(httpGet(server, '/large/17', 60_000)).rejects.toThrow('larger than 16 MiB');
});

test('a compressed body stays as it was sent', async () => {
  const server = await startHostile();
  const { bytes, contentEncoding } = await httpGet(server, '/bomb/gzip', 60_000);
  expect(contentEncoding).toBe('gzip');
  expect(bytes.length).toBeLessThan(1024 * 1024);
});
