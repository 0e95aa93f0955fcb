// Request text: framing is right, and nothing can smuggle a line.
import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { ScenarioRequest } from '../../../scenarios/model.ts';
import { RequestWriter, type WireRequest } from './request-writer.ts';

const writer = new RequestWriter('127.0.0.1:8080');

function write(request: Partial<ScenarioRequest>): { fault: string | undefined; bytes: Buffer } {
  const wire: WireRequest = { text: '', encoding: 'latin1' };
  const fault = writer.write({ route: 'r', method: 'GET', path: '/', ...request }, wire);
  return { fault, bytes: Buffer.from(wire.text, wire.encoding) };
}

test('a request without a body is its line, host and headers', () => {
  const { bytes } = write({ path: '/a?b=c', headers: { accept: 'text/html' } });
  expect(bytes.toString()).toBe(
    'GET /a?b=c HTTP/1.1\r\naccept: text/html\r\nhost: 127.0.0.1:8080\r\n\r\n',
  );
});

test("a host and an encoding are the request's own where it names them", () => {
  const asking = new RequestWriter('127.0.0.1:8080', 'gzip, br');
  const wire: WireRequest = { text: '', encoding: 'latin1' };
  asking.write({ route: 'r', method: 'GET', path: '/ü' }, wire);
  expect(wire.text).toBe(
    'GET /%C3%BC HTTP/1.1\r\nhost: 127.0.0.1:8080\r\naccept-encoding: gzip, br\r\n\r\n',
  );
  const headers = { Host: 'shop.test', 'Accept-Encoding': 'zstd' };
  asking.write({ route: 'r', method: 'GET', path: '/', headers }, wire);
  expect(wire.text).toBe('GET / HTTP/1.1\r\nHost: shop.test\r\nAccept-Encoding: zstd\r\n\r\n');
});

test('a method that usually has a body says when it is empty', () => {
  expect(write({ method: 'POST' }).bytes.toString()).toContain('content-length: 0\r\n\r\n');
  expect(write({ method: 'GET' }).bytes.toString()).not.toContain('content-length');
});

test('content-length counts bytes, not characters', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'grapheme', maxLength: 60 }), (body) => {
      const text = write({ method: 'POST', body }).bytes.toString();
      const [head, sent] = [
        text.slice(0, text.indexOf('\r\n\r\n')),
        text.slice(text.indexOf('\r\n\r\n') + 4),
      ];
      expect(Number(/content-length: (\d+)/.exec(head)?.[1])).toBe(Buffer.byteLength(sent));
      expect(sent).toBe(Buffer.from(body).toString());
    }),
  );
});

test('a path, header name or value with a line break is refused', () => {
  expect(write({ path: '/a\r\nx: y' }).fault).toContain('path');
  expect(write({ path: '/a\tb' }).fault).toContain('path');
  expect(write({ path: 'http://other/' }).fault).toContain('path');
  expect(write({ headers: { 'x\r\ny': 'z' } }).fault).toContain('name that HTTP');
  expect(write({ headers: { x: 'a\r\nb: c' } }).fault).toContain('HTTP carries');
  expect(write({ headers: { x: 'a\nb' } }).fault).toContain('HTTP carries');
});

test('headers that frame a request belong to the driver', () => {
  for (const name of ['content-length', 'Transfer-Encoding', 'connection', 'Expect']) {
    expect(write({ headers: { [name]: '1' } }).fault).toContain("the driver's own");
  }
});

test('whatever the path and headers are, an accepted request has exactly one head', () => {
  const text = fc.string({ unit: 'binary', maxLength: 20 });
  fc.assert(
    fc.property(text, text, text, (path, name, value) => {
      const { fault, bytes } = write({ path: `/${path}`, headers: { [name]: value } });
      if (fault !== undefined) return;
      const wire = bytes.toString('latin1');
      expect(wire.indexOf('\r\n\r\n')).toBe(wire.length - 4);
      expect(wire.split('\r\n')).toHaveLength(5);
    }),
    { numRuns: 200 },
  );
});
