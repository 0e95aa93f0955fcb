// The rest of the contract of drivers with autocannon: answers without end or sense. Each of them takes a second or more; on
// every run the same is asked of the open driver, which is the one that is taken unless told (open/hostile-answers).
import { describe } from 'vitest';
import { describeLimits } from '../contract-limits.ts';
import { findBuiltEntry } from '../test-built.ts';
import { createAutocannonDriver } from './driver.ts';

describe('autocannon, answers without end or sense', () => {
  describeLimits(createAutocannonDriver(findBuiltEntry('autocannon')), {
    reasons: {
      '/endless-line': 'head above 64 KiB',
      '/endless-fields': 'head above 64 KiB',
      '/endless-interims': 'more than 1,000 interim answers',
      '/endless-size': 'line above 64 KiB',
      '/endless-extension': 'line above 64 KiB',
      '/endless-trailers': 'trailers above 64 KiB',
      '/negative-length': 'bad content-length',
      '/negative-chunk': 'bad chunk size',
      '/no-number': 'bad content-length',
      '/no-chunk-number': 'bad chunk size',
      '/bomb/gzip': 'body: above 16 MiB once decoded from gzip, too large to check',
      '/bomb/deflate': 'body: above 16 MiB once decoded from deflate, too large to check',
      '/bomb/br': 'body: above 16 MiB once decoded from br, too large to check',
      '/bomb/zstd': 'body: above 16 MiB once decoded from zstd, too large to check',
    },
    mostGrowthMib: 128,
  });
});
