// Reads what the data of each variant are like once the load of a group is over.
import type { QualityRecord } from '../measurement/records.ts';
import { tellStoreUrl } from '../reach/store-url.ts';
import {
  type QualityFigures,
  type QualityReading,
  readQualityAnswer,
  readQualityRows,
  runQualityCommand,
} from '../services/quality-readings.ts';
import type { ResolvedQuality } from '../spec/experiment.ts';
import { tellCause } from '../tell-failure.ts';
import type { LaunchedVariant } from './launch.ts';
import type { TrialContext } from './trial-context.ts';

/** Appends a record for each variant, one after the other; does nothing where nothing is asked of the data. */
export async function readGroupQuality(
  context: TrialContext,
  group: number,
  launched: readonly LaunchedVariant[],
): Promise<void> {
  const { quality } = context.experiment;
  if (quality === undefined) return;
  for (const variant of launched) {
    context.signal.throwIfAborted();
    const startMs = context.readMonotonicMs();
    const outcome = await readVariant(context, quality, variant);
    const elapsedMs = context.readMonotonicMs() - startMs;
    const where = { kind: 'quality', group, variantId: variant.variant.id } as const;
    context.append({ ...where, ...outcome, elapsedMs });
  }
}

type Outcome = Pick<QualityRecord, 'figures' | 'invariants' | 'problem'>;

/** What can't be read is told, and is no reason to lose what was measured before. */
async function readVariant(
  context: TrialContext,
  quality: ResolvedQuality,
  variant: LaunchedVariant,
): Promise<Outcome> {
  try {
    const rows = await readRows(quality, variant);
    const told = await readTold(context, quality, variant);
    return { figures: { ...rows.figures, ...told }, invariants: rows.invariants };
  } catch (thrown) {
    if (context.signal.aborted) throw thrown;
    return { figures: {}, invariants: [], problem: tellCause(thrown) };
  }
}

async function readRows(
  quality: ResolvedQuality,
  { databaseUrl }: LaunchedVariant,
): Promise<QualityReading> {
  const isAsked = quality.invariants.length > 0 || quality.measures.some(({ sql }) => sql);
  if (!isAsked) return { figures: {}, invariants: [] };
  if (databaseUrl === undefined) throw new Error('the variant has no database to ask');
  return readQualityRows(databaseUrl, quality);
}

async function readTold(
  { experiment, journal, signal }: TrialContext,
  quality: ResolvedQuality,
  { databaseUrl, service }: LaunchedVariant,
): Promise<QualityFigures> {
  const { command, path } = quality;
  if (command !== undefined) {
    const { cwd } = experiment.target;
    const url = databaseUrl === undefined ? undefined : tellStoreUrl(databaseUrl);
    const options = { command, cwd, databaseUrl: url, journal, signal };
    return readQualityAnswer(await runQualityCommand(options), quality, 'the command');
  }
  if (path === undefined) return {};
  const { status, body } = await service.get(path, pathTimeoutMs);
  if (status !== 200) throw new Error(`${path} answered with status ${status}`);
  return readQualityAnswer(body, quality, path);
}

const pathTimeoutMs = 30_000;
