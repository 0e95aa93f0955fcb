// The page of one customer: who it is, and the latest orders.
import { html } from './html.ts';
import { renderLayout, renderTableBox } from './layout.ts';
import { nameRegion, nameSegment, nameStatus, renderMoment, renderYuan } from './regions.ts';
import { type Language, localPath, wordsOf } from './words.ts';

interface OrderRow {
  readonly id: number;
  readonly status: number;
  readonly totalCents: number;
  readonly createdAt: string;
}

export interface OrdersPage {
  readonly language: Language;
  readonly path: string;
  readonly customer: {
    readonly name: string;
    readonly phone: string | null;
    readonly region: number;
    readonly segment: number;
    readonly orderCount: number;
    readonly spentCents: number;
  };
  readonly items: readonly OrderRow[];
}

function renderRow(language: Language, order: OrderRow) {
  return html`<tr>
<td><a href="${localPath(language, `/pages/orders/${order.id}`)}">${order.id}</a></td>
<td>${nameStatus(order.status, language)}</td>
<td class="text-end">${renderYuan(order.totalCents)}</td>
<td>${renderMoment(order.createdAt)}</td>
</tr>
`;
}

/** The whole document. */
export function renderOrdersPage({ language, path, customer, items }: OrdersPage): string {
  const words = wordsOf(language);
  const facts = [
    [words.phone, customer.phone ?? '—'],
    [words.region, nameRegion(customer.region, language)],
    [words.segment, nameSegment(customer.segment, language)],
    [words.orders, customer.orderCount],
    [words.spent, renderYuan(customer.spentCents)],
  ] as const;
  const table = html`<table class="table table-striped table-sm">
<thead><tr><th scope="col">${words.order}</th><th scope="col">${words.status}</th><th scope="col" class="text-end">${words.amount}</th><th scope="col">${words.orderedAt}</th></tr></thead>
<tbody>
${items.map((item) => renderRow(language, item))}</tbody>
</table>`;
  return renderLayout({
    ...{ language, path, title: words.ordersOf(customer.name) },
    content: html`<dl class="row">${facts.map(([name, value]) => html`<dt class="col-4 col-md-2">${name}</dt><dd class="col-8 col-md-10">${value}</dd>`)}</dl>
${renderTableBox(words.ordersOf(customer.name), table)}
${items.length === 0 && html`<p class="text-body-secondary">${words.noOrders}</p>`}`,
  });
}
