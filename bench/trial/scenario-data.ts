// Asks the target once for the data that scenarios draw from, and keeps them for the whole run.
import { LoadstoneError, messageOf } from '../errors.ts';
import type { LaunchedVariant } from './launch.ts';
import type { TrialContext } from './trial-context.ts';

/** @throws LoadstoneError SCENARIO_DATA_UNAVAILABLE where the answer is no JSON of status 200. */
export async function ensureScenarioData(
  context: TrialContext,
  launched: readonly LaunchedVariant[],
): Promise<{ readonly value: unknown }> {
  if (context.data !== undefined) return context.data;
  const path = context.experiment.target.dataPath;
  if (path === undefined) return { value: null };
  const source = launched.find(({ variant }) => variant.isBaseline) ?? launched[0];
  if (source === undefined) throw new Error('no variant was launched');
  const url = `${source.service.baseUrl}${path}`;
  const value = await fetchJson(url);
  context.keepData(value);
  return { value };
}

async function fetchJson(url: string): Promise<unknown> {
  try {
    const response = await fetch(url, { redirect: 'manual', signal: AbortSignal.timeout(30_000) });
    if (response.status !== 200) throw new Error(`status ${response.status}`);
    return await response.json();
  } catch (thrown) {
    throw new LoadstoneError(
      'SCENARIO_DATA_UNAVAILABLE',
      `The scenario data at ${url} could not be read: ${messageOf(thrown)}.`,
      { cause: thrown },
    );
  }
}
