// What clients were told against what the data say: lost, phantom, resurrected, duplicated, wrong.
import type { AuditReadings } from '../measurement/fault-records.ts';
import type { Operation } from './audit-operations.ts';

/** Ids of the operations that break each rule, each once. */
export interface DataFaults {
  readonly lost: readonly string[];
  readonly phantom: readonly string[];
  readonly resurrected: readonly string[];
  readonly duplicated: readonly string[];
  readonly wrongAmount: readonly string[];
}

export function findDataFaults(
  operations: ReadonlyMap<string, Operation>,
  found: AuditReadings['operations'],
): DataFaults {
  const foundOf = Map.groupBy(found, ({ operationId }) => operationId);
  const known = [...operations.values()];
  const inData = known.filter(({ operationId }) => foundOf.has(operationId));
  const idsOf = (those: readonly Operation[]) => those.map(({ operationId }) => operationId);
  return {
    lost: idsOf(
      known.filter((each) => each.fate === 'acknowledged' && !foundOf.has(each.operationId)),
    ),
    phantom: [...foundOf.keys()].filter((id) => !operations.has(id)),
    resurrected: idsOf(inData.filter(({ fate }) => fate === 'failed')),
    duplicated: idsOf(inData.filter((each) => (foundOf.get(each.operationId)?.length ?? 0) > 1)),
    wrongAmount: idsOf(
      inData.filter(({ operationId, amount }) =>
        foundOf.get(operationId)?.some((row) => isOtherAmount(row.amount, amount)),
      ),
    ),
  };
}

function isOtherAmount(found: number | undefined, meant: number | undefined): boolean {
  return found !== undefined && meant !== undefined && found !== meant;
}
