import { expect, test } from 'vitest';
import { renderCustomersPage } from './customers-page.ts';
import { renderErrorPage } from './error-page.ts';
import { html } from './html.ts';
import { renderOrdersPage } from './orders-page.ts';
import { renderYuan } from './regions.ts';

const attack = `"><script>alert('x')</script>\``;

test('escapes what is put in, in text and in attributes', () => {
  expect(html`<a title="${attack}">${attack}</a>`.text).toBe(
    '<a title="&quot;&gt;&lt;script&gt;alert(&#39;x&#39;)&lt;/script&gt;&#96;">' +
      '&quot;&gt;&lt;script&gt;alert(&#39;x&#39;)&lt;/script&gt;&#96;</a>',
  );
});

test('leaves HTML from a template as it is, also in lists', () => {
  const cells = ['a', '<b>'].map((text) => html`<td>${text}</td>`);
  expect(html`<tr>${cells}</tr>`.text).toBe('<tr><td>a</td><td>&lt;b&gt;</td></tr>');
});

test('leaves out what is absent, but not zero', () => {
  expect(html`[${undefined}${null}${false}${0}${''}]`.text).toBe('[0]');
});

test('an object that only looks like HTML is no HTML', () => {
  const forged = { text: '<script>' } as unknown as string;
  expect(html`[${forged}]`.text).not.toContain('<script>');
});

test('no page lets a name through unescaped', () => {
  const customer = { id: 1, region: 1, segment: 1, orderCount: 0, spentCents: 0 };
  const items = [{ ...customer, name: attack, phone: attack }];
  const pages = [
    renderCustomersPage({
      ...{ language: 'en', path: `/pages/customers?q=${attack}`, items, isFurther: true },
      ...{ filters: { q: attack, sort: 'name' }, nextHref: `/pages/customers?cursor=${attack}` },
    }),
    renderOrdersPage({
      ...{ language: 'zh', path: '/pages/customers/1/orders', items: [] },
      customer: { ...customer, name: attack, phone: attack },
    }),
    renderErrorPage({
      ...{ language: 'en', path: `/pages/${attack}`, statusCode: 500, requestId: attack },
    }),
  ];
  for (const page of pages) expect(page).not.toMatch(/<script|alert\('x'\)/);
});

test.each([
  [0, '¥0.00'],
  [5, '¥0.05'],
  [123_456_789, '¥1,234,567.89'],
  [-150, '-¥1.50'],
])('%d cents read %s', (cents, text) => {
  expect(renderYuan(cents)).toBe(text);
});
