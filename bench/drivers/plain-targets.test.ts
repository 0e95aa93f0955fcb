// Drivers of plain http to one address refuse what they would otherwise play wrong.
import { expect, test } from 'vitest';
import type { DriverTarget, SessionOptions } from './driver.ts';
import { assertPlainTargets } from './plain-targets.ts';

function sessionOf(target: Partial<DriverTarget>): SessionOptions {
  return {
    targets: [{ variantId: 'a', baseUrl: 'http://127.0.0.1:1', ...target }],
    scenario: { kind: 'inline', name: 'none', requests: [] },
    ...{ seed: 1, data: null, requestTimeoutMs: 1, bodyCheckRatio: 0, cpus: undefined },
  };
}

test('one plain address is taken, https or several addresses are not', () => {
  expect(() => assertPlainTargets('x', sessionOf({}))).not.toThrow();
  expect(() => assertPlainTargets('x', sessionOf({ baseUrl: 'https://127.0.0.1:1' }))).toThrow(
    'x speaks plain http only',
  );
  expect(() =>
    assertPlainTargets('x', sessionOf({ moreBaseUrls: ['http://127.0.0.1:2'] })),
  ).toThrow('x sends to one address a variant');
});
