// A small, right config for tests to spoil.
import type { LoadstoneConfig } from './config-schema.ts';

export const sampleConfig: LoadstoneConfig = {
  name: 'sample',
  target: { command: 'node main.js' },
  services: { redis: {} },
  factors: {
    cache: {
      levels: { none: {}, redis: { env: { CACHE: 'redis' }, needs: ['redis'] }, tiered: {} },
    },
    threads: { levels: { single: {}, cluster: { env: { WORKERS: 2 } } } },
  },
  baseline: { cache: 'none', threads: 'single' },
  scenarios: {
    home: { requests: [{ path: '/' }] },
    list: { requests: [{ path: '/list?page=1' }] },
  },
  presets: { quick: { groups: 3, scenarios: ['home'], slices: { sliceMs: 400 } } },
};
