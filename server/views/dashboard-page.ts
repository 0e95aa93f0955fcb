// The page of the revenue: by month, with a bar, and by region.
import { type Html, html } from './html.ts';
import { renderLayout, renderTableBox } from './layout.ts';
import { nameRegion, renderYuan } from './regions.ts';
import { type Language, wordsOf } from './words.ts';

interface RevenueRow {
  readonly region: number;
  readonly month: string;
  readonly orders: number;
  readonly revenueCents: number;
}

export interface DashboardPage {
  readonly language: Language;
  readonly path: string;
  readonly rows: readonly RevenueRow[];
}

interface Sum {
  readonly name: string;
  readonly orders: number;
  readonly cents: number;
}

/** In the order of the first row of each. */
function sumBy(rows: readonly RevenueRow[], nameOf: (row: RevenueRow) => string): readonly Sum[] {
  const sums = new Map<string, Sum>();
  for (const row of rows) {
    const name = nameOf(row);
    const { orders, cents } = sums.get(name) ?? { orders: 0, cents: 0 };
    sums.set(name, { name, orders: orders + row.orders, cents: cents + row.revenueCents });
  }
  return [...sums.values()];
}

const barPx = 64;

function renderBar(cents: number, most: number): Html {
  const width = most > 0 ? Math.round((cents / most) * barPx) : 0;
  return html`<svg width="${barPx}" height="12" aria-hidden="true"><rect width="${width}" height="12" fill="#0d6efd"></rect></svg>`;
}

function renderSums(language: Language, title: string, head: string, sums: readonly Sum[]): Html {
  const words = wordsOf(language);
  const most = Math.max(0, ...sums.map(({ cents }) => cents));
  const table = html`<table class="table table-sm">
<thead><tr><th scope="col">${head}</th><th scope="col" class="text-end">${words.orders}</th><th scope="col" class="text-end">${words.revenue}</th><td></td></tr></thead>
<tbody>
${sums.map(({ name, orders, cents }) => html`<tr><th scope="row" class="text-nowrap">${name}</th><td class="text-end">${orders}</td><td class="text-end">${renderYuan(cents)}</td><td>${renderBar(cents, most)}</td></tr>\n`)}</tbody>
</table>`;
  return html`<h2 class="h5">${title}</h2>${renderTableBox(title, table)}`;
}

/** The whole document. */
export function renderDashboardPage({ language, path, rows }: DashboardPage): string {
  const words = wordsOf(language);
  const months = sumBy(rows, ({ month }) => month);
  const regions = sumBy(rows, ({ region }) => nameRegion(region, language));
  const ranked = regions.toSorted((a, b) => b.cents - a.cents);
  return renderLayout({
    ...{ language, path, title: words.dashboard },
    content:
      rows.length === 0
        ? html`<p class="text-body-secondary">${words.noRevenue}</p>`
        : html`${renderSums(language, words.byMonth, words.month, months)}${renderSums(language, words.byRegion, words.region, ranked)}`,
  });
}
