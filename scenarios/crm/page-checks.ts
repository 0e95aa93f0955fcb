// What must hold of the CRM's HTML pages: read as text, since drivers run these on samples of the answers.
import type { ScenarioRequest, ScenarioResponse } from '../model.ts';
import { demand, judge } from './answer.ts';

/** Says what is wrong with a page, or undefined where it is right. */
type Check = (response: ScenarioResponse, request: ScenarioRequest) => string | undefined;

/** Rows of a page whose request asks for no other number. */
const pageLength = 20;

export const checkCustomersPage: Check = ({ body }, { path }) =>
  judge(() => {
    const rows = readRows(body);
    const limit = Number(/[?&]limit=(\d+)/.exec(path)?.[1] ?? pageLength);
    demand(rows.length <= limit, `the page has more than ${limit} rows`);
    const ids = rows.map(
      ([link = '']) => /href="\/pages\/customers\/(\d+)\/orders"/.exec(link)?.[1],
    );
    demand(!ids.includes(undefined), 'a row does not link to the orders of its customer');
    demand(new Set(ids).size === ids.length, 'a customer stands on the page twice');
    if (/[?&]region=/.test(path)) {
      const regions = new Set(rows.map((cells) => cells[2]));
      demand(regions.size <= 1, 'the rows are not all of one region');
    }
    if (path.includes('sort=spent')) {
      demandFalling(rows.map((cells) => readCents(cells[5])));
    }
  });

export const checkOrdersPage: Check = ({ body }) =>
  judge(() => {
    const rows = readRows(body);
    demand(rows.length <= pageLength, `the page has more than ${pageLength} rows`);
    // Older versions of the page don't link to the order.
    const ids = rows.map(([id = '']) =>
      Number(/^(?:<a href="\/pages\/orders\/\d+">)?(\d+)(?:<\/a>)?$/.exec(id)?.[1]),
    );
    demand(
      ids.every((id) => Number.isSafeInteger(id) && id > 0),
      'a row names no order',
    );
    demand(new Set(ids).size === ids.length, 'an order stands on the page twice');
    for (const cells of rows) readCents(cells[2]);
    const times = rows.map(([, , , time = '']) =>
      Date.parse(/datetime="([^"]+)"/.exec(time)?.[1] ?? ''),
    );
    demand(!times.some(Number.isNaN), 'a row has no time');
    const isSorted = times.every((time, at) => time <= (times[at - 1] ?? Number.POSITIVE_INFINITY));
    demand(isSorted, 'the orders are not sorted newest first');
  });

/** The cells of each row of the table's body, as HTML. */
function readRows(body: string): readonly (readonly string[])[] {
  demand(body.startsWith('<!doctype html>'), 'the answer is not an HTML document');
  demand(body.trimEnd().endsWith('</html>'), 'the document is cut off');
  demand(!body.includes('<script'), 'the page has a script');
  const start = body.indexOf('<tbody>');
  const end = body.indexOf('</tbody>');
  demand(start >= 0 && end > start, 'the page has no table');
  const rows = body
    .slice(start + '<tbody>'.length, end)
    .split('</tr>')
    .slice(0, -1);
  return rows.map(readCells);
}

/** By searching forwards only: a broken page may hold millions of cells that begin and never end. */
function readCells(row: string): readonly string[] {
  const pieces = row.split('</td>').slice(0, -1);
  return pieces.flatMap((piece) => {
    const tag = piece.indexOf('<td');
    const tagEnd = tag === -1 ? -1 : piece.indexOf('>', tag);
    return tagEnd === -1 ? [] : [piece.slice(tagEnd + 1)];
  });
}

/** Cents of `¥1,234.56` or `-¥0.50`. */
function readCents(text = ''): number {
  const [, sign, whole = '', cents = ''] = /^(-?)¥([\d,]+)\.(\d\d)$/.exec(text) ?? [];
  demand(whole !== '', 'an amount is not in yuan');
  return (sign === '-' ? -1 : 1) * (Number(whole.replaceAll(',', '')) * 100 + Number(cents));
}

function demandFalling(amounts: readonly number[]): void {
  const isSorted = amounts.every(
    (cents, at) => cents <= (amounts[at - 1] ?? Number.POSITIVE_INFINITY),
  );
  demand(isSorted, 'the customers are not sorted by what they spent');
}
