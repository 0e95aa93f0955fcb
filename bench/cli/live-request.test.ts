// Who gets the live page: only those who know its address, by its own name, and only to read.
import { expect, test } from 'vitest';
import { LoadstoneError } from '../errors.ts';
import { parseLivePort } from './command.ts';
import { judgeLiveRequest, type LiveRequest } from './live-request.ts';
import { createQuietMoments } from './live-view.ts';

const judge = ({ host, ...changes }: Partial<LiveRequest> & { host?: string | undefined }) =>
  judgeLiveRequest(
    {
      ...{ method: 'GET', url: '/secret/', hosts: [host ?? '127.0.0.1:4000'], hasBody: false },
      ...{ origin: undefined, site: undefined, mode: undefined, dest: undefined },
      ...changes,
    },
    4000,
    'secret',
  );

test('the three names of this machine are served, with the right port alone', () => {
  for (const host of ['127.0.0.1:4000', 'localhost:4000', 'LOCALHOST:4000', '[::1]:4000']) {
    expect(judge({ host }), host).toEqual({ kind: 'page' });
  }
  for (const host of [
    ...['', 'evil.example', 'evil.example:4000', '127.0.0.1', '127.0.0.1:4001'],
    ...['localhost.evil.example:4000', '0.0.0.0:4000', '2130706433:4000', '127.0.0.1:4000@evil'],
  ]) {
    expect(judge({ host }), host).toEqual({ kind: 'refused', status: 421 });
  }
  for (const hosts of [[], ['127.0.0.1:4000', '127.0.0.1:4000']]) {
    expect(judge({ hosts })).toEqual({ kind: 'refused', status: 421 });
  }
});

test('a page of another site gets nothing, and who follows its link sees the page', () => {
  for (const origin of ['null', 'http://evil.example', 'https://127.0.0.1:4000', '']) {
    expect(judge({ origin }), origin).toEqual({ kind: 'refused', status: 403 });
  }
  expect(judge({ origin: 'http://127.0.0.1:4000' })).toEqual({ kind: 'page' });
  for (const site of ['cross-site', 'same-site', '']) {
    const opened = { site, mode: 'navigate', dest: 'document' };
    expect(judge({ site }), site).toEqual({ kind: 'refused', status: 403 });
    expect(judge(opened), site).toEqual({ kind: 'page' });
    expect(judge({ ...opened, dest: 'iframe' }), site).toMatchObject({ status: 403 });
    expect(judge({ ...opened, url: '/secret/events' }), site).toMatchObject({ status: 403 });
  }
  for (const site of ['same-origin', 'none']) expect(judge({ site })).toEqual({ kind: 'page' });
});

test('a request has no body', () => {
  expect(judge({ hasBody: true })).toEqual({ kind: 'refused', status: 400 });
});

test('nothing but GET and HEAD is taken', () => {
  expect(judge({ method: 'HEAD' })).toEqual({ kind: 'page' });
  for (const method of ['POST', 'PUT', 'DELETE', 'OPTIONS', 'PATCH', 'TRACE', 'get']) {
    expect(judge({ method }), method).toEqual({ kind: 'refused', status: 405 });
  }
});

test('only the secret path leads anywhere', () => {
  expect(judge({ url: '/secret/events?x=1' })).toEqual({ kind: 'events' });
  for (const url of [
    ...['/', '', '/secret', '/secre/', '/secretx/', '/SECRET/', '//secret/', '/secret//'],
    ...['/secret/../secret/', '/secret/events/', '/secret/report.html', '/%73ecret/', '*'],
    ...['http://127.0.0.1:4000/secret/', '/?/secret/'],
  ]) {
    expect(judge({ url }), url).toEqual({ kind: 'refused', status: 404 });
  }
});

test('a port alone wants the page too, and a port that is none is refused', () => {
  expect(parseLivePort({})).toBeUndefined();
  expect(parseLivePort({ ui: true })).toBe(0);
  expect(parseLivePort({ uiPort: '4000' })).toBe(4000);
  for (const uiPort of ['', '-1', '65536', '1.5', 'x', '0x10']) {
    expect(() => parseLivePort({ ui: true, uiPort }), uiPort).toThrow(LoadstoneError);
  }
});

test('what waits is done once at the next quiet moment, and a failure is the asker’s', async () => {
  const moments = createQuietMoments();
  let times = 0;
  const done = moments.next(() => {
    times += 1;
    return times;
  });
  const failed = moments.next(() => {
    throw new Error('no');
  });
  expect(times).toBe(0);
  moments.pass();
  moments.pass();
  expect(times).toBe(1);
  expect(await done).toBe(1);
  await expect(failed).rejects.toThrow('no');
  // Where no moment comes, it is done after a while all the same.
  expect(await moments.next(() => 'late')).toBe('late');
});
