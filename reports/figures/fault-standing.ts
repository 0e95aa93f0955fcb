// Where a variant stands under faults: how hard each hit it, who stays up best, what takes all of them down.
import type {
  FaultCell,
  FaultDescription,
  FaultFigures,
  FaultSettings,
  FaultsDocument,
} from '../schema/faults.ts';
import { selectCells } from './faults.ts';

/** How hard a fault hits: at or above the SLO, below it, below half, or as good as nothing. */
export type FaultSeverity = 'holds' | 'dented' | 'poor' | 'down';

/** Below this share of good requests nobody would say that the service answers. */
const noServiceRatio = 0.01;
const halfServiceRatio = 0.5;

/** By the share of good requests while it is broken. */
export function findSeverity(figures: FaultFigures, { sloRatio }: FaultSettings): FaultSeverity {
  const { ratio } = figures.during.availability;
  if (ratio >= sloRatio) return 'holds';
  if (ratio >= halfServiceRatio) return 'dented';
  return ratio >= noServiceRatio ? 'poor' : 'down';
}

export type MeasuredCell = FaultCell & { readonly figures: FaultFigures };

/** The cells of one fault that have figures, in the order of the variants. */
export function selectMeasured(document: FaultsDocument, faultId: string): readonly MeasuredCell[] {
  const cells = selectCells(document.faults, faultId).filter(isMeasured);
  return document.variants.flatMap(({ id }) => cells.filter(({ variantId }) => variantId === id));
}

function isMeasured(cell: FaultCell): cell is MeasuredCell {
  return cell.figures !== null;
}

export interface FaultStanding {
  /** Highest in its worst fault; undefined where the run is not valid, or nobody is ranked that answers at all. */
  readonly best: MeasuredCell | undefined;
  /** Variants whose worst lies inside the interval of the best one's. */
  readonly rivalIds: readonly string[];
  /** Variants that were ranked, and those that were measured at all. */
  readonly rankedCount: number;
  readonly measuredCount: number;
  /** Faults that bring down every variant that met them. */
  readonly singlePoints: readonly FaultDescription[];
}

/**
 * Ranked are variants with right data that met every fault which leaves anyone standing, by the worst of those
 * faults: a variant that never met Redis has not survived it.
 */
export function findFaultStanding(document: FaultsDocument): FaultStanding {
  const { faults, validity } = document;
  const met = faults.faults.map((fault) => ({ fault, cells: selectMeasured(document, fault.id) }));
  const isFatal = (cells: readonly MeasuredCell[]) =>
    cells.length > 1 &&
    cells.every(({ figures }) => findSeverity(figures, faults.settings) === 'down');
  const tried = met.filter(({ cells }) => cells.length > 0);
  const singlePoints = tried.filter(({ cells }) => isFatal(cells)).map(({ fault }) => fault);
  const measured = new Set(tried.flatMap(({ cells }) => cells.map(({ variantId }) => variantId)));
  const telling = tried.filter(({ cells }) => !isFatal(cells));
  const worst = [...measured].flatMap((id) => findWorst(id, telling) ?? []);
  const [best] = worst.toSorted((a, b) => ratioOf(b) - ratioOf(a));
  const isRanked =
    validity.status === 'valid' &&
    best !== undefined &&
    findSeverity(best.figures, faults.settings) !== 'down';
  const floor = best?.figures.during.availability.interval?.low ?? 1;
  return {
    best: isRanked ? best : undefined,
    rivalIds: worst
      .filter((cell) => cell !== best && ratioOf(cell) >= floor)
      .map(({ variantId }) => variantId),
    rankedCount: worst.length,
    measuredCount: measured.size,
    singlePoints,
  };
}

/** Undefined where one of the faults was not measured, or data came out wrong under any. */
function findWorst(
  variantId: string,
  telling: readonly { readonly cells: readonly MeasuredCell[] }[],
): MeasuredCell | undefined {
  const own = telling.flatMap(({ cells }) => cells.filter((cell) => cell.variantId === variantId));
  const isWrong = own.some(({ figures }) => figures.audit.status === 'violated');
  if (own.length < telling.length || isWrong) return undefined;
  return own.toSorted((a, b) => ratioOf(a) - ratioOf(b))[0];
}

function ratioOf({ figures }: MeasuredCell): number {
  return figures.during.availability.ratio;
}
