// What must hold of the CRM's answers; drivers run these on a sample, so they may parse.
import type { ScenarioRequest, ScenarioResponse } from '../model.ts';
import {
  checkAnswer,
  demand,
  demandNewestFirst,
  type JsonRecord,
  listOf,
  textOf,
  wholeOf,
} from './answer.ts';
import { ordersIn } from './batches.ts';
import { isBrokenCsvLine, listCsvLines } from './csv-files.ts';
import { isBroken, readImportFile } from './import-lines.ts';

/** Says what is wrong with an answer of an expected status, or undefined where it is right. */
type Check = (response: ScenarioResponse, request: ScenarioRequest) => string | undefined;

/** The CRM's page length. */
const pageLength = 20;

export const checkCustomer: Check = ({ body }, request) =>
  checkAnswer(body, (answer) => {
    demand(wholeOf(answer, 'id') === idInPath(request), 'id is not the customer asked for');
    wholeOf(answer, 'version', 1);
    textOf(answer, 'name');
  });

export const checkOrderList: Check = ({ body }, request) =>
  checkAnswer(body, (answer) => {
    const customerId = wholeOf(answer, 'customerId');
    demand(customerId === idInPath(request), 'customerId is not the customer asked for');
    wholeOf(answer, 'customerVersion', 1);
    const items = listOf(answer, 'items', pageLength);
    for (const item of items) {
      wholeOf(item, 'id', 1);
      wholeOf(item, 'totalCents');
    }
    demandNewestFirst(items);
  });

export const checkTimeline: Check = ({ body }, request) =>
  checkAnswer(body, (answer) => {
    const customerId = wholeOf(answer, 'customerId');
    demand(customerId === idInPath(request), 'customerId is not the customer asked for');
    demandNewestFirst(listOf(answer, 'items', pageLength));
  });

export const checkCustomerList: Check = ({ body }, request) =>
  checkAnswer(body, (answer) => {
    const items = listOf(answer, 'items', pageLength);
    const { nextCursor } = answer;
    demand(
      nextCursor === null || typeof nextCursor === 'string',
      'nextCursor is not a text or null',
    );
    for (const filter of ['region', 'segment']) {
      const asked = queryValue(request, filter);
      const holds = asked === undefined || items.every((item) => String(item[filter]) === asked);
      demand(holds, `${filter} is not the one asked for`);
    }
    for (const item of items) wholeOf(item, 'version', 1);
    if (queryValue(request, 'sort') === 'spent') {
      const spentCents = items.map((item) => wholeOf(item, 'spentCents'));
      const isSorted = spentCents.every((cents, at) => cents <= (spentCents[at - 1] ?? Infinity));
      demand(isSorted, 'items are not sorted by spentCents');
    }
  });

/** A page of all customers: full, newest first as far as ids tell, each once. */
export const checkCustomerPage: Check = ({ body }, request) =>
  checkAnswer(body, (answer) => {
    const asked = Number(queryValue(request, 'limit'));
    const items = listOf(answer, 'items', asked);
    demand(items.length === asked, 'the page is not full');
    demand(new Set(items.map(({ id }) => id)).size === asked, 'a customer is on the page twice');
    demand(typeof answer.nextCursor === 'string', 'there is no next page');
    for (const item of items) wholeOf(item, 'version', 1);
  });

export const checkOrderDetails: Check = ({ body }, request) =>
  checkAnswer(body, (answer) => {
    const customerId = wholeOf(answer, 'customerId');
    demand(customerId === idInPath(request), 'customerId is not the customer asked for');
    wholeOf(answer, 'customerVersion', 1);
    const orders = listOf(answer, 'orders', pageLength);
    demandNewestFirst(orders);
    for (const order of orders) demandSumOfItems(order);
  });

export const checkOpenOrders: Check = ({ body }) =>
  checkAnswer(body, (answer) => {
    const items = listOf(answer, 'items', pageLength);
    demand(items.length > 0, 'no order is open');
    let before = '';
    for (const item of items) {
      demand(wholeOf(item, 'status') < 3, 'an order that is done is called open');
      const createdAt = textOf(item, 'createdAt');
      demand(createdAt >= before, 'items are not oldest first');
      before = createdAt;
    }
  });

export const checkOrderProcess: Check = ({ body }, request) =>
  checkAnswer(body, (answer) => {
    const asked = ordersIn(request);
    const orders = listOf(answer, 'orders', asked.length);
    demand(orders.length === asked.length, 'not every order of the batch is answered');
    demand(new Set(orders.map(({ id }) => id)).size === asked.length, 'an order is told twice');
    for (const [place, order] of orders.entries()) {
      const isOfCustomer = wholeOf(order, 'customerId') === asked[place]?.customerId;
      demand(isOfCustomer, 'customerId is not the customer asked for');
      wholeOf(order, 'totalCents', 1);
      wholeOf(order, 'customerVersion', 1);
    }
  });

export const checkSearch: Check = ({ body }, request) =>
  checkAnswer(body, (answer) => {
    const items = listOf(answer, 'items', pageLength);
    const query = queryValue(request, 'q') ?? '';
    if (/^\d+$/.test(query)) {
      const holds = items.every((item) => digitsOf(item.phone).includes(query));
      demand(holds, 'a phone found does not hold the digits asked for');
    } else {
      const wanted = query.toLowerCase();
      const holds = items.every((item) => textOf(item, 'name').toLowerCase().includes(wanted));
      demand(holds, 'a name found does not hold the fragment asked for');
    }
  });

export const checkOrderDetail: Check = ({ body }, request) =>
  checkAnswer(body, (answer) => {
    demand(wholeOf(answer, 'id') === idInPath(request), 'id is not the order asked for');
    wholeOf(answer, 'customerId', 1);
    demandSumOfItems(answer);
  });

/** Demands that an order has items, and costs what they cost together. */
function demandSumOfItems(order: JsonRecord): void {
  const items = listOf(order, 'items', Number.POSITIVE_INFINITY);
  demand(items.length > 0, 'the order has no items');
  let sumCents = 0;
  for (const item of items) sumCents += wholeOf(item, 'quantity', 1) * wholeOf(item, 'unitCents');
  demand(wholeOf(order, 'totalCents') === sumCents, 'totalCents is not the sum of the items');
}

export const checkDashboard: Check = ({ body }, request) =>
  checkAnswer(body, (answer) => {
    const rows = listOf(answer, 'rows', Number.POSITIVE_INFINITY);
    demand(rows.length > 0, 'the dashboard is empty');
    const months = new Set<string>();
    for (const row of rows) {
      const month = textOf(row, 'month');
      demand(/^\d{4}-(0[1-9]|1[0-2])$/.test(month), 'month is not of the form 2026-03');
      months.add(month);
      wholeOf(row, 'orders');
      wholeOf(row, 'revenueCents');
    }
    // A span that begins in mid-month touches one calendar month more.
    const most = Number(queryValue(request, 'months') ?? 12) + 1;
    demand(months.size <= most, 'there are more months than asked for');
  });

export const checkOrderCreate: Check = ({ body }, request) =>
  checkAnswer(body, (answer) => {
    wholeOf(answer, 'id', 1);
    wholeOf(answer, 'totalCents', 1);
    wholeOf(answer, 'customerVersion', 1);
    const asked = askedOf(request, 'customerId');
    demand(wholeOf(answer, 'customerId') === asked, 'customerId is not the customer asked for');
  });

export const checkCustomerPatch: Check = ({ statusCode, body }, request) =>
  checkAnswer(body, (answer) => {
    const askedVersion = askedOf(request, 'version');
    if (statusCode === 409) {
      const current = wholeOf(answer, 'currentVersion', 1);
      demand(current !== askedVersion, 'a conflict is claimed with the version that is current');
      return;
    }
    demand(wholeOf(answer, 'id') === idInPath(request), 'id is not the customer changed');
    const isNext = wholeOf(answer, 'version', 1) === Number(askedVersion) + 1;
    demand(isNext, 'version is not the one after the version given');
  });

export const checkCustomerImport: Check = ({ body }, request) =>
  checkAnswer(body, (answer) => {
    const lines = readImportFile(request.body ?? '');
    checkImportedLines(answer, lines.map(isBroken));
  });

export const checkCsvImport: Check = ({ body }, request) =>
  checkAnswer(body, (answer) => {
    checkImportedLines(answer, listCsvLines(request.body ?? '').map(isBrokenCsvLine));
  });

/**
 * A cleaning refuses exactly the lines that nothing can repair; without one nothing is refused and nothing merged.
 * @param broken for each line whether it was made so
 */
function checkImportedLines(answer: JsonRecord, broken: readonly boolean[]): void {
  textOf(answer, 'batchId');
  const { cleaned } = answer;
  demand(typeof cleaned === 'boolean', 'cleaned is not true or false');
  const rejected = listOf(answer, 'rejected', broken.length);
  const merged = wholeOf(answer, 'merged');
  const isWhole = wholeOf(answer, 'accepted') + merged + rejected.length === broken.length;
  demand(isWhole, 'accepted, merged and rejected are not all lines of the file');
  demand(cleaned || merged === 0, 'lines were merged without cleaning');
  const lines = new Set(rejected.map((line) => wholeOf(line, 'line', 1)));
  demand(lines.size === rejected.length, 'a line is rejected twice');
  for (const line of rejected) textOf(line, 'reason');
  for (const [index, isBrokenLine] of broken.entries()) {
    const isRejected = lines.has(index + 1);
    if (isBrokenLine && cleaned) demand(isRejected, 'a line that nothing can repair was accepted');
    else demand(!isRejected, 'a line that is right was rejected');
  }
}

export const checkCleaning: Check = ({ body }, request) =>
  checkAnswer(body, (answer) => {
    textOf(answer, 'batchId');
    const { cleaned } = answer;
    demand(typeof cleaned === 'boolean', 'cleaned is not true or false');
    const read = wholeOf(answer, 'read');
    demand(read <= Number(askedOf(request, 'count')), 'more rows were read than asked for');
    // A row that was linked to one outside the range may be changed there.
    const touched = wholeOf(answer, 'changed') + wholeOf(answer, 'merged');
    demand(cleaned || touched + read === 0, 'rows were cleaned by a service that does not clean');
  });

/** The number in `/customers/7`, `/customers/7/orders` or `/orders/7`; undefined where there is none. */
export function idInPath({ path }: ScenarioRequest): number | undefined {
  const digits = /^\/[a-z]+\/(\d+)/.exec(path)?.[1];
  return digits === undefined ? undefined : Number(digits);
}

function queryValue({ path }: ScenarioRequest, key: string): string | undefined {
  for (const pair of path.slice(path.indexOf('?') + 1).split('&')) {
    if (pair.startsWith(`${key}=`)) return decodeURIComponent(pair.slice(key.length + 1));
  }
  return undefined;
}

/** A value of the JSON body that the scenario itself wrote. */
export function askedOf({ body }: ScenarioRequest, key: string): unknown {
  return body === undefined ? undefined : (JSON.parse(body) as Record<string, unknown>)[key];
}

/** Digits of a phone as stored, full-width ones included. */
function digitsOf(phone: unknown): string {
  return typeof phone === 'string' ? phone.normalize('NFKC').replace(/\D/g, '') : '';
}
