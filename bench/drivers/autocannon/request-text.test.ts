// Requests as they go over the wire.
import { describe, expect, it } from 'vitest';
import { renderRequest } from './client-hooks.ts';

const host = '127.0.0.1:8080';

describe('renderRequest', () => {
  it('writes a request without a body', () => {
    const text = renderRequest({ route: 'r', method: 'GET', path: '/a?b=c' }, host);
    expect(text).toBe(
      'GET /a?b=c HTTP/1.1\r\nHost: 127.0.0.1:8080\r\nConnection: keep-alive\r\n\r\n',
    );
  });

  it('counts the bytes of a body, not its characters', () => {
    const headers = { 'content-type': 'text/plain' };
    const text = renderRequest(
      { route: 'r', method: 'POST', path: '/', headers, body: '王' },
      host,
    );
    expect(text).toMatch(/^POST \/ HTTP\/1\.1\r\ncontent-type: text\/plain\r\n/);
    expect(text).toMatch(/\r\nContent-Length: 3\r\n\r\n王$/);
  });

  it('asks for an encoding where the request names none', () => {
    const request = { route: 'r', method: 'GET', path: '/ü' } as const;
    const text = renderRequest(request, host, 'br');
    expect(text.startsWith('GET /%C3%BC HTTP/1.1\r\n')).toBe(true);
    expect(text.endsWith('\r\nAccept-Encoding: br\r\n\r\n')).toBe(true);
    const own = { ...request, headers: { 'ACCEPT-ENCODING': 'gzip' } };
    expect(renderRequest(own, host, 'br').match(/accept-encoding:.*/gi)).toEqual([
      'ACCEPT-ENCODING: gzip',
    ]);
  });

  it('leaves the host to the request where that names one', () => {
    const headers = { HOST: 'crm.test' };
    const text = renderRequest({ route: 'r', method: 'GET', path: '/', headers }, host);
    expect(text.match(/host:.*/gi)).toEqual(['HOST: crm.test']);
  });
});
