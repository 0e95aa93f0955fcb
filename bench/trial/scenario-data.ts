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
  const value = await fetchJson(source, path);
  context.keepData(value);
  return { value };
}

const timeoutMs = 30_000;

async function fetchJson({ service }: LaunchedVariant, path: string): Promise<unknown> {
  try {
    const { status, body } = await service.get(path, timeoutMs);
    if (status !== 200) throw new Error(`status ${status}`);
    return JSON.parse(body);
  } catch (thrown) {
    throw new LoadstoneError(
      'SCENARIO_DATA_UNAVAILABLE',
      `The scenario data at ${service.baseUrl}${path} could not be read: ${messageOf(thrown)}.`,
      { cause: thrown },
    );
  }
}
