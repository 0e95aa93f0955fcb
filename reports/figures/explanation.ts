// What terminal and page share when they tell why a variant is fast or slow.

import type { ExplainDocument, ExplainedCell } from '../document/explain.ts';
import type { Message } from '../document/message.ts';
import type { Localized, Messages } from '../language/catalogue.ts';
import { formatLatency, formatNumber, formatShare } from './quantity.ts';

/** What is known of the service and its database. */
type ExplainedFact = keyof Messages['explain']['fact'];

/** Label of a variant, marked where it is the baseline. */
export function labelExplained({ variants }: ExplainDocument, variantId: string): Localized {
  const variant = variants.find(({ id }) => id === variantId);
  const label = variant?.label ?? variantId;
  return (m) => m.explain.label({ label, isBaseline: variant?.isBaseline === true });
}

/** Key and figure of what is known of the service and its database; what is not known is left out. */
export function listExplainedFacts(
  cell: ExplainedCell,
): readonly (readonly [ExplainedFact, string])[] {
  const { database } = cell;
  const share = (ratio: number | null | undefined) =>
    ratio == null ? undefined : formatShare(ratio);
  const time = (us: number | null) => (us === null ? undefined : formatLatency(us));
  const perAnswer = database?.callsPerAnswer ?? undefined;
  const busy = database?.busySessions;
  const all: readonly (readonly [ExplainedFact, string | undefined])[] = [
    ['eventLoopBusy', share(cell.eventLoopUtilisationRatio)],
    ['eventLoopDelayP99', time(cell.eventLoopDelayP99Us)],
    ['garbageCollection', share(cell.gcRatio)],
    ['poolWaitP99', time(cell.poolWaitP99Us)],
    ['cacheHits', share(cell.cacheHitRatio)],
    ['statementsPerAnswer', perAnswer === undefined ? undefined : formatNumber(perAnswer)],
    ['busySessions', busy === undefined ? undefined : formatNumber(busy)],
    ['buffersInMemory', share(database?.bufferHitRatio)],
  ];
  return all.flatMap(([name, text]) => (text === undefined ? [] : [[name, text] as const]));
}

/** Below this share of the database time a statement has a row, but no sentence; and a wall of sentences is not read. */
const tellFromRatio = 0.05;
const mostSentences = 3;

/** The sentences worth reading of a variant, most time first. */
export function listSentences({ database }: ExplainedCell): readonly Message[] {
  return (database?.statements ?? [])
    .filter(({ timeRatio }) => timeRatio >= tellFromRatio)
    .flatMap(({ sentence }) => sentence ?? [])
    .slice(0, mostSentences);
}

/** A statement on one line. */
export function flattenSql(text: string): string {
  return text.replaceAll(/\s+/g, ' ').trim();
}
