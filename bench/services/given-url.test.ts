import { expect, test } from 'vitest';
import { readGivenUrls, withCredentials, withoutCredentials } from './given-url.ts';

const full = 'postgres://crm:p%40ss@db.test:5433/crm?sslpassword=x';

test('what stands in a file is enough to find the server, and no more', () => {
  expect(withoutCredentials(full)).toBe('postgres://db.test:5433/crm');
  expect(withoutCredentials('redis://:x@127.0.0.1:6379/5')).toBe('redis://127.0.0.1:6379/5');
  expect(withoutCredentials('no URL with pa:ss@word')).toBe('');
});

test('the rest comes from the URL of the same server that is given again', () => {
  const others = ['redis://:x@db.test:5433', 'postgres://a:b@db.test:5432/crm', 'none'];
  const kept = 'postgres://db.test:5433/loadstone_run_1';
  expect(withCredentials(kept, [...others, full])).toBe(
    'postgres://crm:p%40ss@db.test:5433/loadstone_run_1?sslpassword=x',
  );
  expect(withCredentials(kept, others)).toBe(kept);
  expect(withCredentials(full, ['postgres://other:y@db.test:5433/'])).toBe(full);
});

test('a journal notes the checked address, which is found again by the name that is given', async () => {
  const given = { postgres: 'postgres://crm:secret-1@localhost:5433/crm', redis: undefined };
  const urls = await readGivenUrls(given, new Set());
  const kept = withoutCredentials(urls[0] ?? '');
  expect(kept).not.toContain('secret-1');
  expect(withCredentials(kept, urls)).toBe(urls[0]);
});
