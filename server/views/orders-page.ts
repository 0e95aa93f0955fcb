// The page with one customer's latest orders.
import { html } from './html.ts';
import { renderLayout } from './layout.ts';
import { nameStatus, renderYuan } from './regions.ts';

interface OrderRow {
  readonly id: number;
  readonly status: number;
  readonly totalCents: number;
  readonly createdAt: string;
}

export interface OrdersPage {
  readonly customerName: string;
  readonly items: readonly OrderRow[];
}

function renderRow(order: OrderRow) {
  return html`<tr>
<td>${order.id}</td>
<td>${nameStatus(order.status)}</td>
<td class="text-end">${renderYuan(order.totalCents)}</td>
<td><time datetime="${order.createdAt}">${order.createdAt.slice(0, 16).replace('T', ' ')}</time></td>
</tr>
`;
}

/** The whole document. */
export function renderOrdersPage({ customerName, items }: OrdersPage): string {
  return renderLayout(
    `${customerName} 的订单`,
    html`<table class="table table-striped table-sm">
<thead><tr><th>订单号</th><th>状态</th><th class="text-end">金额</th><th>下单时间 (UTC)</th></tr></thead>
<tbody>
${items.map(renderRow)}</tbody>
</table>
${items.length === 0 && html`<p class="text-secondary">该客户还没有订单。</p>`}`,
  );
}
