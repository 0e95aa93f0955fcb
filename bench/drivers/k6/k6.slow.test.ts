// The rest of the contract of drivers with a real k6, whose slices take a second at least; where it is missing,
// k6.integration.test.ts says so, and fails in CI.
import { fileURLToPath } from 'node:url';
import { describe } from 'vitest';
import { describeLoop } from '../contract.ts';
import { describeLimits } from '../contract-limits.ts';
import { createK6Driver } from './driver.ts';
import { findK6 } from './find-k6.ts';

const k6 = await findK6({
  givenPath: process.env.LOADSTONE_K6,
  stateDir: fileURLToPath(new URL('../../../.loadstone', import.meta.url)),
});

describe.runIf(k6.kind === 'found')('k6', () => {
  if (k6.kind === 'none') return;
  for (const kind of ['closed', 'open'] as const) describeLoop('k6', createK6Driver({ k6 }), kind);
  describe('k6, answers without end or sense', () => {
    const tooLong =
      'connection: server response headers exceeded 10485760 bytes; aborted (k6 1000)';
    describeLimits(createK6Driver({ k6 }), {
      reasons: {
        '/endless-line': tooLong,
        '/endless-fields': tooLong,
        '/endless-interims': tooLong,
        '/endless-size': 'connection: header line too long (k6 1000)',
        '/endless-extension': 'connection: header line too long (k6 1000)',
        '/endless-trailers': 'connection: suspiciously long trailer after chunked body (k6 1000)',
        '/negative-length': 'connection: bad Content-Length (k6 1000)',
        '/negative-chunk': 'connection: invalid byte in chunk length (k6 1000)',
        '/no-number': 'connection: bad Content-Length (k6 1000)',
        '/no-chunk-number': 'connection: invalid byte in chunk length (k6 1000)',
        '/bomb/gzip': 'body: above 16 MiB once decoded from gzip, too large to check',
        '/bomb/deflate': 'body: above 16 MiB once decoded from deflate, too large to check',
        '/bomb/br': 'body: above 16 MiB once decoded from br, too large to check',
        '/bomb/zstd': 'body: above 16 MiB once decoded from zstd, too large to check',
      },
      // It keeps every body that is read, as a whole.
      mostGrowthMib: undefined,
    });
  });
});
