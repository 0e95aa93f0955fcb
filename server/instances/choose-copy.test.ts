import { expect, test } from 'vitest';
import { createChoice } from './choose-copy.ts';
import { writeHaproxyConfig } from './haproxy.ts';

const copiesOf = (...inFlight: readonly number[]) =>
  inFlight.map((count) => ({ isUp: true, inFlight: count }));

test('in turn, past copies that are down or were tried', () => {
  const copies = copiesOf(9, 0, 0);
  const choose = createChoice('round-robin', copies);
  const next = () => copies.indexOf(choose(new Set()) ?? { isUp: false, inFlight: 0 });
  expect([next(), next(), next(), next()]).toEqual([0, 1, 2, 0]);
  Object.assign(copies[1] ?? {}, { isUp: false });
  expect([next(), next(), next()]).toEqual([2, 0, 2]);
  expect(choose(new Set(copies))).toBeUndefined();
  expect(createChoice('round-robin', [])(new Set())).toBeUndefined();
});

test('the fewest requests, in turn where several have as few', () => {
  const copies = copiesOf(2, 1, 1);
  const choose = createChoice('least-connections', copies);
  const next = () => copies.indexOf(choose(new Set()) ?? { isUp: false, inFlight: 0 });
  expect([next(), next(), next()]).toEqual([1, 2, 1]);
  Object.assign(copies[0] ?? {}, { inFlight: 0 });
  expect([next(), next()]).toEqual([0, 0]);
});

test('HAProxy gets every copy, the algorithm and the address', () => {
  const config = writeHaproxyConfig({
    ...{ host: '::1', port: 3000, balance: 'least-connections', copyPorts: [4001, 4002] },
    ...{ controlPort: 4000, ownPath: '/own' },
  });
  expect(config).toContain('  bind [::1]:3000\n');
  expect(config).toContain('  balance leastconn\n');
  expect(config).toMatch(/server copy0 127\.0\.0\.1:4001\n {2}server copy1 127\.0\.0\.1:4002\n$/);
});
