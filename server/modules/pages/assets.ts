// What pages load from this server: Bootstrap's stylesheet, and the script of the import.
import { dirname } from 'node:path';
import { fileURLToPath } from 'node:url';
import fastifyStatic from '@fastify/static';
import type { CrmApp } from '../../services.ts';

const assets = {
  'bootstrap.min.css': dirname(
    fileURLToPath(import.meta.resolve('bootstrap/dist/css/bootstrap.min.css')),
  ),
  'import.js': fileURLToPath(new URL('../../views/assets', import.meta.url)),
} as const;

export async function registerAssets(app: CrmApp): Promise<void> {
  const root = Object.values(assets);
  await app.register(fastifyStatic, { root: [...root], serve: false });
  for (const [name, folder] of Object.entries(assets))
    app.get(
      `/assets/${name}`,
      { config: { operational: true }, schema: { hide: true } },
      (_request, reply) => reply.sendFile(name, folder, { maxAge: '1h' }),
    );
}
