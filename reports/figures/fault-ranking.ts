// Where a variant stands under faults: how hard each hit it, who stays up best, what takes all of them down.
import type {
  FaultCell,
  FaultDescription,
  FaultFigures,
  FaultRank,
  FaultSettings,
  FaultsDocument,
} from '../document/faults.ts';
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

/** True where it has figures. */
function isMeasured(cell: FaultCell): cell is MeasuredCell {
  return cell.figures !== null;
}

export interface FaultRanking {
  /** First of the ranking; undefined where the run is not valid, or nobody is ranked that answers at all. */
  readonly best: FaultRank | undefined;
  /** Variants that are not clearly behind it. */
  readonly rivalIds: readonly string[];
  /** Variants that are ranked, and those that were measured at all. */
  readonly rankedCount: number;
  readonly measuredCount: number;
  /** Faults that bring down every variant that met them. */
  readonly singlePoints: readonly FaultDescription[];
}

/** Reads who stays up best, and what takes all of them down, from what the document says. */
export function readFaultRanking({ faults, validity }: FaultsDocument): FaultRanking {
  const { settings, ranking } = faults;
  const measured = faults.cells.filter(isMeasured);
  const isFatal = (id: string) => {
    const met = measured.filter(({ faultId }) => faultId === id);
    return met.length > 1 && met.every(({ figures }) => findSeverity(figures, settings) === 'down');
  };
  const [first] = ranking;
  const isTold =
    validity.status === 'valid' && ranking.length > 1 && (first?.ratio ?? 0) >= noServiceRatio;
  return {
    best: isTold ? first : undefined,
    rivalIds: isTold
      ? ranking.slice(1).flatMap((rank) => (rank.isClearlyBehind ? [] : [rank.variantId]))
      : [],
    rankedCount: ranking.length,
    measuredCount: new Set(measured.map(({ variantId }) => variantId)).size,
    singlePoints: faults.faults.filter(({ id }) => isFatal(id)),
  };
}
