// What a process was told to play, as a hash: parts of one load must have the same.
import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import type { ScenarioRef } from '../driver.ts';

/** SHA-256 of where the scenario comes from, and of its file where it has one; a file that can't be read is left out. */
export async function hashScenario(scenario: ScenarioRef): Promise<string> {
  const hash = createHash('sha256').update(JSON.stringify(scenario));
  if (scenario.kind !== 'inline') {
    // Loading it tells better what is wrong with it.
    const text = await readFile(scenario.path).catch(() => undefined);
    if (text !== undefined) hash.update(text);
  }
  return hash.digest('hex');
}
