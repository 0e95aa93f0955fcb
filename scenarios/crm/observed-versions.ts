// The customer versions that the CRM's answers show, or that its writes made.
import type { ObservedVersion, ScenarioRequest, ScenarioResponse } from '../model.ts';
import { checkAnswer, listOf, wholeOf } from './answer.ts';
import { askedOf, idInPath } from './checks.ts';
import { numberAfter } from './learned.ts';

/** Versions in a right answer; none in a text that is none. */
type ReadVersions = (
  response: ScenarioResponse,
  request: ScenarioRequest,
) => readonly ObservedVersion[];

/** A read of one customer. */
export const seeCustomer: ReadVersions = ({ body }, request) =>
  sight(idInPath(request), numberAfter(body, '"version":'));

/** A read of a customer's orders, which are of the customer's version. */
export const seeOrderList: ReadVersions = ({ body }, request) =>
  sight(idInPath(request), numberAfter(body, '"customerVersion":'));

/** A read of many customers. */
export const seeCustomers: ReadVersions = ({ body }) => {
  const seen: ObservedVersion[] = [];
  const wrong = checkAnswer(body, (answer) => {
    for (const item of listOf(answer, 'items', Number.POSITIVE_INFINITY)) {
      seen.push(...sight(wholeOf(item, 'id', 1), wholeOf(item, 'version', 1)));
    }
  });
  return wrong === undefined ? seen : [];
};

/** The version that a new order gave its customer; the same when the order is told again (status 200). */
export const seeCreatedOrder: ReadVersions = ({ body }, request) => {
  const customerId = askedOf(request, 'customerId');
  if (typeof customerId !== 'number') return [];
  return sight(customerId, numberAfter(body, '"customerVersion":'));
};

/** The versions that the orders of a batch gave their customers. */
export const seeProcessedOrders: ReadVersions = ({ body }) => {
  const seen: ObservedVersion[] = [];
  const wrong = checkAnswer(body, (answer) => {
    for (const order of listOf(answer, 'orders', Number.POSITIVE_INFINITY)) {
      seen.push(...sight(wholeOf(order, 'customerId', 1), wholeOf(order, 'customerVersion', 1)));
    }
  });
  return wrong === undefined ? seen : [];
};

/** The version that a change made; a conflict made none, and shows what somebody else made. */
export const seeChangedCustomer: ReadVersions = (response, request) =>
  response.statusCode === 200 ? seeCustomer(response, request) : [];

function sight(
  customerId: number | undefined,
  version: number | undefined,
): readonly ObservedVersion[] {
  if (customerId === undefined || version === undefined) return [];
  return [{ entity: `customer:${customerId}`, version }];
}
