// The page of one order with its items.
import { html } from './html.ts';
import { renderLayout, renderTableBox } from './layout.ts';
import { nameStatus, renderMoment, renderYuan } from './regions.ts';
import { type Language, localPath, wordsOf } from './words.ts';

export interface OrderPage {
  readonly language: Language;
  readonly path: string;
  readonly customerName: string;
  readonly order: {
    readonly id: number;
    readonly customerId: number;
    readonly status: number;
    readonly totalCents: number;
    readonly createdAt: string;
    readonly items: readonly {
      readonly productId: number;
      readonly quantity: number;
      readonly unitCents: number;
    }[];
  };
}

/** The whole document. */
export function renderOrderPage({ language, path, customerName, order }: OrderPage): string {
  const words = wordsOf(language);
  const customer = localPath(language, `/pages/customers/${order.customerId}/orders`);
  const rows = order.items.map(
    ({ productId, quantity, unitCents }) =>
      html`<tr><td>${productId}</td><td class="text-end">${quantity}</td><td class="text-end">${renderYuan(unitCents)}</td><td class="text-end">${renderYuan(quantity * unitCents)}</td></tr>
`,
  );
  const table = html`<table class="table table-striped table-sm">
<thead><tr><th scope="col">${words.product}</th><th scope="col" class="text-end">${words.quantity}</th><th scope="col" class="text-end">${words.unitPrice}</th><th scope="col" class="text-end">${words.lineTotal}</th></tr></thead>
<tbody>
${rows}</tbody>
</table>`;
  return renderLayout({
    ...{ language, path, title: words.orderTitle(order.id) },
    content: html`<dl class="row"><dt class="col-4 col-md-2">${words.customer}</dt><dd class="col-8 col-md-10"><a href="${customer}">${customerName}</a></dd>
<dt class="col-4 col-md-2">${words.status}</dt><dd class="col-8 col-md-10">${nameStatus(order.status, language)}</dd>
<dt class="col-4 col-md-2">${words.amount}</dt><dd class="col-8 col-md-10">${renderYuan(order.totalCents)}</dd>
<dt class="col-4 col-md-2">${words.orderedAt}</dt><dd class="col-8 col-md-10">${renderMoment(order.createdAt)}</dd></dl>
<h2 class="h5">${words.items}</h2>
${renderTableBox(words.items, table)}
${order.items.length === 0 && html`<p class="text-body-secondary">${words.noItems}</p>`}`,
  });
}
