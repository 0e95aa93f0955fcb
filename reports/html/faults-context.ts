// What the parts of a report of faults share: the document, its labels, and how each variant is drawn.

import type { FaultDescription, FaultsDocument } from '../document/faults.ts';
import type { VariantDescription } from '../document/result.ts';
import { type MeasuredCell, readFaultRanking, selectMeasured } from '../figures/fault-ranking.ts';
import { findLabel, indexVariants } from '../figures/lookup.ts';
import type { Look } from './kit/hue.ts';

export interface FaultsContext {
  readonly document: FaultsDocument;
  labelOf(variantId: string): string;
  lookOf(variantId: string): Look;
}

type Looks = ReadonlyMap<string, Look>;

/**
 * The baseline is grey, the one that stays up best and the next ones have hues.
 * @param taken Looks of a page that this is a part of: its variants keep them, and no other gets one of them.
 */
export function buildFaultsContext(
  document: FaultsDocument,
  taken: Looks = new Map(),
): FaultsContext {
  const looks = assignLooks(document, taken);
  const variants = indexVariants(document);
  return {
    document,
    labelOf: (id) => findLabel(variants, id),
    lookOf: (id) => looks.get(id) ?? { hue: 'cx', isDashed: false },
  };
}

/** The baseline first, so that everything below is read against it. */
export function orderVariants({ document }: FaultsContext): readonly VariantDescription[] {
  const isBaseline = ({ id }: { readonly id: string }) => id === document.baselineId;
  return [
    ...document.variants.filter(isBaseline),
    ...document.variants.filter((variant) => !isBaseline(variant)),
  ];
}

/** Measured cells, the baseline first. */
export function orderCells(context: FaultsContext, fault: FaultDescription): MeasuredCell[] {
  const cells = selectMeasured(context.document, fault.id);
  return orderVariants(context).flatMap(({ id }) => cells.filter((cell) => cell.variantId === id));
}

function assignLooks(document: FaultsDocument, taken: Looks): Looks {
  const { best, rivalIds } = readFaultRanking(document);
  const measured = document.faults.cells.filter(({ figures }) => figures !== null);
  const wanted = new Set([
    ...(best === undefined ? [] : [best.variantId]),
    ...rivalIds,
    ...measured.map(({ variantId }) => variantId).toReversed(),
  ]);
  const isTaken = ({ hue, isDashed }: Look) =>
    [...taken.values()].some((one) => one.hue === hue && one.isDashed === isDashed);
  for (const id of [document.baselineId, ...taken.keys()]) wanted.delete(id);
  const all: readonly Look[] = [
    { hue: 'c3', isDashed: false },
    { hue: 'c1', isDashed: false },
    { hue: 'c2', isDashed: false },
    { hue: 'c1', isDashed: true },
    { hue: 'c2', isDashed: true },
  ];
  const free = all.filter((look) => !isTaken(look));
  const pairs = [...wanted].flatMap((id, index) => {
    const look = free[index];
    return look === undefined ? [] : [[id, look] as const];
  });
  return new Map([[document.baselineId, { hue: 'c0', isDashed: false }], ...pairs, ...taken]);
}
