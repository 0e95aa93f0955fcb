// The page with the list of customers, its filters and its search.
import { html } from './html.ts';
import { renderLayout, renderTableBox } from './layout.ts';
import { listRegions, listSegments, nameRegion, nameSegment, renderYuan } from './regions.ts';
import { type Language, localPath, type Words, wordsOf } from './words.ts';

interface CustomerRow {
  readonly id: number;
  readonly name: string;
  readonly phone: string | null;
  readonly region: number;
  readonly segment: number;
  readonly orderCount: number;
  readonly spentCents: number;
}

/** What was asked for; absent: all. */
interface CustomerFilters {
  readonly q?: string | undefined;
  readonly region?: number | undefined;
  readonly segment?: number | undefined;
  readonly sort: 'newest' | 'name' | 'spent';
}

export interface CustomersPage {
  readonly language: Language;
  /** Path and query without the language. */
  readonly path: string;
  readonly filters: CustomerFilters;
  readonly items: readonly CustomerRow[];
  /** Address of the next page; undefined on the last one. */
  readonly nextHref: string | undefined;
  /** True where it is not the first page. */
  readonly isFurther: boolean;
}

/** Not on a phone: the page of the customer has it. */
const wide = 'd-none d-md-table-cell';

function renderRow(language: Language, customer: CustomerRow) {
  return html`<tr>
<td><a href="${localPath(language, `/pages/customers/${customer.id}/orders`)}">${customer.name}</a></td>
<td class="${wide}">${customer.phone ?? '—'}</td>
<td>${nameRegion(customer.region, language)}</td>
<td class="${wide}">${nameSegment(customer.segment, language)}</td>
<td class="text-end">${customer.orderCount}</td>
<td class="text-end">${renderYuan(customer.spentCents)}</td>
</tr>
`;
}

function renderSelect(
  name: string,
  label: string,
  chosen: string,
  options: readonly (readonly [string, string])[],
) {
  return html`<div class="col-6 col-md-2"><label class="form-label" for="${name}">${label}</label>
<select class="form-select" id="${name}" name="${name}">${options.map(
    ([value, text]) =>
      html`<option value="${value}"${value === chosen && html` selected`}>${text}</option>`,
  )}</select></div>`;
}

function renderFilters(language: Language, { q, region, segment, sort }: CustomerFilters) {
  const words = wordsOf(language);
  const all = ['', words.all] as const;
  const sorts = Object.entries(words.sorts);
  return html`<form class="row g-2 mb-3 align-items-end" role="search" action="/pages/customers">
${language !== 'zh' && html`<input type="hidden" name="lang" value="${language}">`}
<div class="col-12 col-md-3"><label class="form-label" for="q">${words.search}</label>
<input class="form-control" id="q" name="q" type="search" maxlength="50" value="${q ?? ''}"></div>
${renderSelect('region', words.region, String(region ?? ''), [all, ...listRegions(language)])}
${renderSelect('segment', words.segment, String(segment ?? ''), [all, ...listSegments(language)])}
${renderSelect('sort', words.sort, sort, sorts)}
<div class="col-12 col-md-3"><button class="btn btn-primary">${words.apply}</button>
<a class="btn btn-link" href="${localPath(language, '/pages/customers')}">${words.reset}</a></div>
</form>`;
}

/** A search that is too short finds nothing, and what would be enough is said. */
function describeEmpty(words: Words, { q }: CustomerFilters): string {
  return q !== undefined && q.length < 2 ? words.searchHint : words.noCustomers;
}

/** The whole document. */
export function renderCustomersPage(page: CustomersPage): string {
  const { language, path, filters, items, nextHref, isFurther } = page;
  const words = wordsOf(language);
  const { region, segment, sort } = filters;
  const query = Object.entries({ region, segment, sort }).flatMap(([name, value]) =>
    value === undefined ? [] : [[name, `${value}`]],
  );
  const first = `/pages/customers?${new URLSearchParams(Object.fromEntries(query))}`;
  const table = html`<table class="table table-striped table-sm">
<thead><tr><th scope="col">${words.name}</th><th scope="col" class="${wide}">${words.phone}</th><th scope="col">${words.region}</th><th scope="col" class="${wide}">${words.segment}</th><th scope="col" class="text-end">${words.orders}</th>
<th scope="col" class="text-end">${words.spent}</th></tr></thead>
<tbody>
${items.map((item) => renderRow(language, item))}</tbody>
</table>`;
  return renderLayout({
    ...{ language, path, title: words.customers },
    content: html`${renderFilters(language, filters)}
${renderTableBox(words.customers, table)}
${items.length === 0 && html`<p class="text-body-secondary">${describeEmpty(words, filters)}</p>`}
<p>${isFurther && html`<a class="btn btn-outline-primary" href="${localPath(language, first)}">${words.firstPage}</a> `}${nextHref !== undefined && html`<a class="btn btn-primary" rel="next" href="${nextHref}">${words.nextPage}</a>`}</p>`,
  });
}
