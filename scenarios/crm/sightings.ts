// The customer versions that the CRM's answers show, or that its writes made.
import type { ScenarioRequest, ScenarioResponse, Sighting } from '../model.ts';
import { checkAnswer, listOf, wholeOf } from './answer.ts';
import { askedOf, idInPath } from './checks.ts';
import { numberAfter } from './learned.ts';

/** Versions in a right answer; none in a text that is none. */
type Sightings = (response: ScenarioResponse, request: ScenarioRequest) => readonly Sighting[];

/** A read of one customer. */
export const seeCustomer: Sightings = ({ body }, request) =>
  sight(idInPath(request), numberAfter(body, '"version":'));

/** A read of a customer's orders, which are of the customer's version. */
export const seeOrderList: Sightings = ({ body }, request) =>
  sight(idInPath(request), numberAfter(body, '"customerVersion":'));

/** A read of many customers. */
export const seeCustomers: Sightings = ({ body }) => {
  const seen: Sighting[] = [];
  const wrong = checkAnswer(body, (answer) => {
    for (const item of listOf(answer, 'items', Number.POSITIVE_INFINITY)) {
      seen.push(...sight(wholeOf(item, 'id', 1), wholeOf(item, 'version', 1)));
    }
  });
  return wrong === undefined ? seen : [];
};

/** The version that a new order gave its customer; the same when the order is told again (status 200). */
export const seeCreatedOrder: Sightings = ({ body }, request) => {
  const customerId = askedOf(request, 'customerId');
  if (typeof customerId !== 'number') return [];
  return sight(customerId, numberAfter(body, '"customerVersion":'));
};

/** The version that a change made; a conflict made none, and shows what somebody else made. */
export const seeChangedCustomer: Sightings = (response, request) =>
  response.statusCode === 200 ? seeCustomer(response, request) : [];

function sight(customerId: number | undefined, version: number | undefined): readonly Sighting[] {
  if (customerId === undefined || version === undefined) return [];
  return [{ entity: `customer:${customerId}`, version }];
}
