// Every variant under every fault: records of a run in, cells of the document out.
import type { FaultCell, FaultSettings } from '../../../reports/document/faults.ts';
import {
  dropDoubles,
  joinMessages,
  writeMessage,
} from '../../../reports/document/messages/message.ts';
import type {
  DescribedFault,
  FaultEpisodeRecord,
  FaultNotRunRecord,
} from '../../measurement/fault-records.ts';
import type { PlannedVariant } from '../../plan/plan.ts';
import { sumAudits } from './audit.ts';
import { compareUnderFault, defaultFaultToleranceRatio, judgeFaultFamily } from './comparison.ts';
import { type CellEpisodes, measureCellEpisodes } from './episodes.ts';
import { buildFaultFigures } from './figures.ts';

export interface FaultCellsInput {
  /** In the order in which they were written. */
  readonly records: readonly (FaultEpisodeRecord | FaultNotRunRecord)[];
  readonly variants: readonly Pick<PlannedVariant, 'id' | 'isBaseline'>[];
  readonly faults: readonly Pick<DescribedFault, 'id'>[];
  readonly settings: FaultSettings;
  /** Difference of availability that is none, as a share; absent: 0.005. */
  readonly toleranceRatio?: number;
}

/** A cell, and the numbers of the groups that its figures are of, in the order of their lists by group. */
export interface GroupedCell {
  readonly cell: FaultCell;
  readonly groups: readonly number[];
}

/** One cell for each variant and fault of the plan, by variant and then by fault, in the order of the plan. */
export function buildFaultCells(input: FaultCellsInput): readonly GroupedCell[] {
  const { records, variants, faults, settings } = input;
  const byCell = Map.groupBy(records, keyOf);
  const baseline = variants.find(({ isBaseline }) => isBaseline);
  const byFault = faults.map(({ id: faultId }) => {
    const measured = new Map(
      variants.map(({ id: variantId }) => {
        const ofCell = byCell.get(keyOf({ variantId, faultId })) ?? [];
        return [variantId, measureCellEpisodes(ofCell, settings)];
      }),
    );
    const ofBaseline = measured.get(baseline?.id ?? '');
    return new Map(
      [...measured].map(([variantId, measuredCell]): [string, GroupedCell] => {
        const other = variantId === baseline?.id ? undefined : ofBaseline;
        const cell = { variantId, faultId, ...buildCell(measuredCell, other, input) };
        return [
          variantId,
          { cell, groups: measuredCell.episodes.map(({ record }) => record.group) },
        ];
      }),
    );
  });
  const grouped = variants.flatMap(({ id }) => byFault.flatMap((cells) => cells.get(id) ?? []));
  return judgeFaultFamily(grouped, input.toleranceRatio ?? defaultFaultToleranceRatio);
}

function keyOf({ variantId, faultId }: Pick<FaultCell, 'variantId' | 'faultId'>): string {
  return JSON.stringify([variantId, faultId]);
}

function buildCell(
  { episodes, notRun }: CellEpisodes,
  baseline: CellEpisodes | undefined,
  { settings }: FaultCellsInput,
): Omit<FaultCell, 'variantId' | 'faultId'> {
  const reason = joinMessages(dropDoubles(notRun.map((each) => each.reason)));
  const voidAudits = notRun.flatMap(({ audits }) => audits);
  if (episodes.length === 0) {
    const status = notRun.some((each) => each.status === 'void') ? 'void' : 'not-run';
    const voidAudit = voidAudits.length === 0 ? {} : { voidAudit: sumAudits(voidAudits) };
    const why = notRun.length === 0 ? writeMessage('turn-never-came') : reason;
    return { status, reason: why, figures: null, ...voidAudit };
  }
  const comparison = baseline && compareUnderFault(episodes, baseline.episodes);
  const figures = buildFaultFigures(episodes, settings, comparison, voidAudits);
  if (notRun.length === 0) return { status: 'measured', reason: null, figures };
  return { status: 'measured', reason, figures };
}
