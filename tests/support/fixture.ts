// Copies of the services under tests/fixtures, whose configs import `../../../bench/index.ts`.
import { cpSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { publicFace } from './command-line.ts';

const fixtures = join(import.meta.dirname, '../fixtures');

/**
 * Copies one into a folder, where its config imports Loadstone as the command that tests start has it.
 * @param change of the config's text
 * @param face what it imports instead
 * @returns the text of its config
 */
export function copyFixture(
  name: string,
  folder: string,
  change = (text: string) => text,
  face = publicFace,
): string {
  cpSync(join(fixtures, name), folder, { recursive: true });
  const config = join(folder, 'loadstone.config.mts');
  const text = change(readFileSync(config, 'utf8').replace('../../../bench/index.ts', face));
  writeFileSync(config, text);
  return text;
}
