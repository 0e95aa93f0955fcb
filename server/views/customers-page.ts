// The page with the list of customers.
import { html } from './html.ts';
import { renderLayout } from './layout.ts';
import { nameRegion, nameSegment, renderYuan } from './regions.ts';

interface CustomerRow {
  readonly id: number;
  readonly name: string;
  readonly phone: string | null;
  readonly region: number;
  readonly segment: number;
  readonly orderCount: number;
  readonly spentCents: number;
}

export interface CustomersPage {
  readonly items: readonly CustomerRow[];
  /** Address of the next page; undefined on the last one. */
  readonly nextHref: string | undefined;
}

function renderRow(customer: CustomerRow) {
  return html`<tr>
<td><a href="/pages/customers/${customer.id}/orders">${customer.name}</a></td>
<td>${customer.phone ?? '—'}</td>
<td>${nameRegion(customer.region)}</td>
<td>${nameSegment(customer.segment)}</td>
<td class="text-end">${customer.orderCount}</td>
<td class="text-end">${renderYuan(customer.spentCents)}</td>
</tr>
`;
}

/** The whole document. */
export function renderCustomersPage({ items, nextHref }: CustomersPage): string {
  return renderLayout(
    '客户列表',
    html`<table class="table table-striped table-sm">
<thead><tr><th>姓名</th><th>电话</th><th>地区</th><th>分类</th><th class="text-end">订单数</th>
<th class="text-end">消费总额</th></tr></thead>
<tbody>
${items.map(renderRow)}</tbody>
</table>
${items.length === 0 && html`<p class="text-secondary">没有符合条件的客户。</p>`}
${nextHref !== undefined && html`<a class="btn btn-primary" rel="next" href="${nextHref}">下一页</a>`}`,
  );
}
