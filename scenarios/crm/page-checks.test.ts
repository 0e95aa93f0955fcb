// Tests of the checks of HTML pages: right pages pass, each kind of wrong page is named.
import { expect, test } from 'vitest';
import { routeRules } from './routes.ts';

const page = (rows: readonly string[]) =>
  `<!doctype html>\n<html><body><table><thead><tr><th>姓名</th></tr></thead>
<tbody>
${rows.join('')}</tbody>\n</table></body>\n</html>\n`;

const customer = (id: number, spent: string, region = '北京') => `<tr>
<td><a href="/pages/customers/${id}/orders">王芳 &lt;b&gt;</a></td>
<td>138</td>\n<td>${region}</td>\n<td>个人</td>
<td class="text-end">3</td>\n<td class="text-end">${spent}</td>\n</tr>\n`;

const order = (id: number, time: string, amount = '¥1,234.50') => `<tr>
<td>${id}</td>\n<td>已付款</td>\n<td class="text-end">${amount}</td>
<td><time datetime="${time}">then</time></td>\n</tr>\n`;

const askedFor = (route: 'page_customers' | 'page_orders', path: string, body: string) =>
  routeRules[route].check?.({ statusCode: 200, body }, { route, method: 'GET', path });

const many = Array.from({ length: 21 }, (_, at) => customer(at + 1, '¥0.00'));

test.each([
  [
    'sort=spent',
    [customer(1, '¥1,000.00'), customer(2, '¥999.99'), customer(3, '-¥0.50')],
    undefined,
  ],
  ['sort=name', [customer(1, '¥1.00'), customer(2, '¥2.00')], undefined],
  ['sort=name&limit=200', many, undefined],
  ['sort=name', [], undefined],
  ['sort=name', many, 'more than 20'],
  ['sort=spent', [customer(1, '¥1.00'), customer(2, '¥2.00')], 'not sorted'],
  ['sort=spent', [customer(1, '1.00')], 'not in yuan'],
  ['sort=name', [customer(1, '¥1.00'), customer(1, '¥1.00')], 'twice'],
  ['sort=name', [customer(1, '¥1.00'), customer(2, '¥1.00', '上海')], 'one region'],
  ['sort=name', ['<tr>\n<td>王芳</td>\n</tr>\n'], 'does not link'],
])('customers by %s, case %#', (query, rows, wrong) => {
  const said = askedFor('page_customers', `/pages/customers?region=1&${query}`, page(rows));
  if (wrong === undefined) expect(said).toBeUndefined();
  else expect(said).toContain(wrong);
});

const [early, late] = ['2026-03-01T10:00:00.000Z', '2026-03-02T10:00:00.000Z'];

test.each([
  [[order(2, late), order(1, early)], undefined],
  [[order(1, early), order(2, late)], 'newest first'],
  [[order(1, late), order(1, early)], 'twice'],
  [[order(0, late)], 'names no order'],
  [[order(1, 'never')], 'no time'],
  [[order(1, late, '12.50')], 'not in yuan'],
  [Array.from({ length: 21 }, (_, at) => order(at + 1, late)), 'more than 20'],
])('orders of a customer, case %#', (rows, wrong) => {
  const said = askedFor('page_orders', '/pages/customers/7/orders', page(rows));
  if (wrong === undefined) expect(said).toBeUndefined();
  else expect(said).toContain(wrong);
});

test.each(['page_customers', 'page_orders'] as const)(
  '%s: no text makes the check throw',
  (route) => {
    const whole = page([]);
    for (const body of ['', '{}', whole.slice(0, -10), whole.replace('<tbody>', ''), '<script>']) {
      expect(askedFor(route, '/pages/customers', body)).toEqual(expect.any(String));
    }
    const withScript = whole.replace('<body>', '<body><script>1</script>');
    expect(askedFor(route, '/pages/customers', withScript)).toContain('script');
  },
);
