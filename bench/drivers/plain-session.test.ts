// Drivers of plain http to one address refuse what they would otherwise play wrong or leave out.
import { expect, test } from 'vitest';
import type { DriverTarget, SessionOptions } from './driver.ts';
import { assertPlainSession } from './plain-session.ts';

function sessionOf(target: Partial<DriverTarget>): SessionOptions {
  return {
    targets: [{ variantId: 'a', baseUrl: 'http://127.0.0.1:1', ...target }],
    scenario: { kind: 'inline', name: 'none', requests: [] },
    ...{ seed: 1, data: null, requestTimeoutMs: 1, bodyCheckRatio: 0, cpus: undefined },
  };
}

test('one plain address is taken, https or several addresses are not', () => {
  expect(() => assertPlainSession('x', sessionOf({}))).not.toThrow();
  expect(() => assertPlainSession('x', sessionOf({ baseUrl: 'https://127.0.0.1:1' }))).toThrow(
    'x speaks plain http only',
  );
  expect(() =>
    assertPlainSession('x', sessionOf({ moreBaseUrls: ['http://127.0.0.1:2'] })),
  ).toThrow('x sends to one address a variant');
});

test('a request log is refused, naming the driver that writes one', () => {
  const session = { ...sessionOf({}), requestLogPath: 'requests.jsonl' };
  expect(() => assertPlainSession('x', session)).toThrow(
    expect.objectContaining({
      code: 'DRIVER_FAILED',
      message: 'x writes no request log',
      hint: 'Take the driver open.',
    }),
  );
});
