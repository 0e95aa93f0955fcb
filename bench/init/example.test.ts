// An example that was copied stands alone: it imports nothing that it does not bring or name.
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { copyExample, exampleNames } from './example.ts';

const holder = mkdtempSync(join(tmpdir(), 'loadstone-example-'));
afterAll(() => rmSync(holder, { recursive: true, force: true }));

test.each(exampleNames)('%s brings what it imports, and no test of ours', (name) => {
  const folder = join(holder, name);
  expect(copyExample(name, folder)).toContain('npm install');
  const { dependencies } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'));
  const files = readdirSync(folder, { recursive: true, encoding: 'utf8' });
  const code = files.filter((path) => /\.m?ts$/.test(path));
  expect(code.length).toBeGreaterThan(50);
  expect(code.filter((path) => /\.(test|bench)\.ts$/.test(path))).toEqual([]);
  const missing = code.flatMap((path) => {
    const text = readFileSync(join(folder, path), 'utf8');
    const names = [...text.matchAll(/^(?:import|export|\}).* from '([^']+)';$/gm)];
    return names
      .map(([, imported = '']) => imported)
      .filter((imported) => {
        if (imported.startsWith('node:')) return false;
        if (imported.startsWith('.')) return !existsSync(resolve(folder, dirname(path), imported));
        return dependencies[/^(?:@[^/]+\/)?[^/]+/.exec(imported)?.[0] ?? ''] === undefined;
      })
      .map((imported) => `${path} → ${imported}`);
  });
  expect(missing).toEqual([]);
});

test('nothing is overwritten, and an unknown one is told with those there are', () => {
  expect(() => copyExample('crm', holder)).toThrow('is there already');
  expect(() => copyExample('shop', join(holder, 'shop'))).toThrow('no example shop');
  expect(existsSync(join(holder, 'shop'))).toBe(false);
});
