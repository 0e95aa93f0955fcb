// What clients were told of each operation, over all of its tries.
import type { LoggedRequest, RequestLog } from '../measurement/request-log.ts';

/** `indeterminate`: nobody can know from outside whether it took effect. */
export type OperationFate = 'acknowledged' | 'failed' | 'indeterminate';

export interface Operation {
  readonly operationId: string;
  readonly fate: OperationFate;
  /** As meant, whole units; undefined where the scenario could not know it. */
  readonly amount: number | undefined;
}

/**
 * What the client of one try was told. A right answer below 400 acknowledges, even where the scenario also expects
 * others: a 409 that it takes as right wrote nothing. Failed for certain: a status 4xx (but 408, which also stands
 * for a service that ran out of time), a connection that was refused, a request that was never sent. Anything
 * else may have taken effect: time-out, reset, 5xx, wrong body, still in flight.
 */
export function judgeTry({ outcome, statusCode, reason }: LoggedRequest): OperationFate {
  if (outcome === 'dropped') return 'failed';
  if (statusCode !== undefined && statusCode >= 400) {
    return statusCode < 500 && statusCode !== 408 ? 'failed' : 'indeterminate';
  }
  if (outcome === 'succeeded') return 'acknowledged';
  return outcome === 'failed' && reason === 'ECONNREFUSED' ? 'failed' : 'indeterminate';
}

/**
 * Every operation of the log by its id: acknowledged where any try was, failed where every try failed for
 * certain, else indeterminate. An intent without an end is a try of which nobody knows.
 */
export function listOperations({ intents, requests }: RequestLog): ReadonlyMap<string, Operation> {
  const intentsOf = Map.groupBy(intents, ({ operationId }) => operationId);
  const tries = requests.filter(
    (request): request is LoggedRequest & { readonly operationId: string } =>
      request.operationId !== undefined,
  );
  const triesOf = Map.groupBy(tries, ({ operationId }) => operationId);
  const ids = new Set([...intentsOf.keys(), ...triesOf.keys()]);
  return new Map(
    [...ids].map((operationId) => {
      const meant = intentsOf.get(operationId) ?? [];
      const ended = triesOf.get(operationId) ?? [];
      const fate = judgeOperation(ended.map(judgeTry), meant.length > ended.length);
      const amount = meant.find((intent) => intent.amount !== undefined)?.amount;
      return [operationId, { operationId, fate, amount }];
    }),
  );
}

function judgeOperation(fates: readonly OperationFate[], hasOpenTry: boolean): OperationFate {
  if (fates.includes('acknowledged')) return 'acknowledged';
  return hasOpenTry || fates.includes('indeterminate') ? 'indeterminate' : 'failed';
}
