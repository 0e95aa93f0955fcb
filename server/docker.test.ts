// The environment that docker-compose.yml gives the service is one that the service accepts.
import { readFile } from 'node:fs/promises';
import { expect, test } from 'vitest';
import { parse } from 'yaml';
import { parseConfig } from './config.ts';

/** Values as Compose fills them in where nothing is set: `${NAME:-default}` becomes the default. */
function fillIn(value: string | number): string {
  return String(value).replaceAll(/\$\{[A-Z_]+:-([^}]*)\}/g, '$1');
}

test('the service starts with what docker-compose.yml gives it', async () => {
  const text = await readFile(new URL('../docker-compose.yml', import.meta.url), 'utf8');
  const given: Record<string, string | number> = parse(text).services.crm.environment;
  const env = Object.fromEntries(
    Object.entries(given).map(([name, value]) => [name, fillIn(value)]),
  );
  expect(parseConfig(env)).toMatchObject({ host: '0.0.0.0', port: 3000, index: 'composite' });
  for (const level of ['none', 'memory', 'redis', 'tiered']) {
    expect(parseConfig({ ...env, CRM_CACHE: level }).cache).toBe(level);
  }
});
