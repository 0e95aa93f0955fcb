// What the parts of a report of faults share: the document, its labels, and how each variant is drawn.
import { findFaultStanding, type MeasuredCell, selectMeasured } from '../figures/fault-standing.ts';
import type { FaultDescription, FaultsDocument } from '../schema/faults.ts';
import type { VariantDescription } from '../schema/result.ts';
import type { Look } from './kit/hue.ts';

export interface FaultsContext {
  readonly document: FaultsDocument;
  labelOf(variantId: string): string;
  lookOf(variantId: string): Look;
}

/** The baseline is grey, the one that stays up best and the next ones have hues; with `lookOf` those of the page. */
export function buildFaultsContext(
  document: FaultsDocument,
  lookOf?: (variantId: string) => Look,
): FaultsContext {
  const looks = assignLooks(document);
  return {
    document,
    labelOf: (id) => document.variants.find((variant) => variant.id === id)?.label ?? id,
    lookOf: lookOf ?? ((id) => looks.get(id) ?? { hue: 'cx', isDashed: false }),
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

function assignLooks(document: FaultsDocument): ReadonlyMap<string, Look> {
  const { best, rivalIds } = findFaultStanding(document);
  const measured = document.faults.cells.filter(({ figures }) => figures !== null);
  const wanted = new Set([
    ...(best === undefined ? [] : [best.variantId]),
    ...rivalIds,
    ...measured.map(({ variantId }) => variantId).toReversed(),
  ]);
  wanted.delete(document.baselineId);
  const free: readonly Look[] = [
    { hue: 'c3', isDashed: false },
    { hue: 'c1', isDashed: false },
    { hue: 'c2', isDashed: false },
    { hue: 'c1', isDashed: true },
    { hue: 'c2', isDashed: true },
  ];
  const pairs = [...wanted].flatMap((id, index) => {
    const look = free[index];
    return look === undefined ? [] : [[id, look] as const];
  });
  return new Map([[document.baselineId, { hue: 'c0', isDashed: false }], ...pairs]);
}
