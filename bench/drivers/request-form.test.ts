// Paths as a browser sends them, and requests that nobody could send.
import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { ScenarioRequest } from '../../scenarios/model.ts';
import { encodePath, findRequestFault } from './request-form.ts';

test.each([
  ['/kunden?name=Müller', '/kunden?name=M%C3%BCller'],
  ['/客户/王 小明', '/%E5%AE%A2%E6%88%B7/%E7%8E%8B%20%E5%B0%8F%E6%98%8E'],
  ['/a%20b?c=%C3%BC', '/a%20b?c=%C3%BC'],
  ['/a?filter={"name":"x"}', '/a?filter={%22name%22:%22x%22}'],
  ['/{id}', '/%7Bid%7D'],
  ["/o'hara?n=o'hara", "/o'hara?n=o%27hara"],
  ['/🧲', '/%F0%9F%A7%B2'],
])('%s is sent as %s', (path, sent) => {
  expect(encodePath(path)).toBe(sent);
});

test('any path is sent as the URL standard says, and encoding it again changes nothing', () => {
  const piece = fc.string({ unit: 'grapheme', maxLength: 12 });
  // The standard also takes out line breaks, resolves dots, turns backslashes, and cuts fragments off.
  const isPlain = (text: string) => !/[\p{Cc}\\#?^]|\.|%2e/iu.test(text);
  fc.assert(
    fc.property(piece.filter(isPlain), piece.filter(isPlain), (path, query) => {
      const sent = encodePath(`/a${path}?b${query}c`);
      const url = new URL(`http://x/a${path}?b${query}c`);
      expect(sent).toBe(url.pathname + url.search);
      expect(encodePath(sent)).toBe(sent);
    }),
  );
});

test.each<[Partial<ScenarioRequest>, string]>([
  [{ path: 'a' }, 'path must start with a slash'],
  [{ path: '/a\r\nx: y' }, 'path holds a control character, such as a line break'],
  [{ headers: { 'x y': '1' } }, 'header "x y" has a name that HTTP does not allow'],
  [{ headers: { 'Content-Length': '1' } }, "header content-length is the driver's own"],
  [
    { headers: { 'x-name': 'Müller' } },
    'header "x-name" has a value with "ü": HTTP carries printable ASCII alone; encode it',
  ],
])('%j can not be sent', (request, fault) => {
  expect(findRequestFault({ route: 'r', method: 'GET', path: '/', ...request })).toBe(fault);
});
