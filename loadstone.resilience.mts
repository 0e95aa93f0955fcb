// Do the guards of the reference CRM help when something breaks? `loadstone faults --config loadstone.resilience.mts`.
import { defineConfig } from './bench/index.ts';
import crm from './loadstone.config.mts';

/** A switch of the CRM by the variable that sets it; the first level is the guarded one. */
function switchOf(variable: string, levels: readonly string[]) {
  return {
    levels: Object.fromEntries(levels.map((level) => [level, { env: { [variable]: level } }])),
  };
}

const baseline = {
  ...{ cache: 'redis', threads: 'cluster', index: 'composite', timeouts: 'set', respawn: 'on' },
  ...{ fallback: 'on', keys: 'on', acknowledge: 'committed', commit: 'sync' },
  ...{ invalidation: 'on', shed: 'off' },
};
const unguarded = { respawn: 'off', timeouts: 'unset', fallback: 'off' };

const { factors, presets: _, design: __, baseline: ___, ...rest } = crm;

export default defineConfig({
  ...rest,
  name: 'crm-resilience',
  description:
    'Timeouts, respawn, fall-back, keys, early answers: what each is worth when something breaks.',
  target: { ...crm.target, env: { CRM_WORKERS: 2, CRM_STATEMENT_TIMEOUT_MS: 2000 } },
  record: ['CRM_WORKERS', 'CRM_STATEMENT_TIMEOUT_MS'],
  factors: {
    cache: {
      levels: {
        redis: factors?.cache?.levels.redis ?? {},
        memory: factors?.cache?.levels.memory ?? {},
      },
    },
    threads: { levels: { cluster: factors?.threads?.levels.cluster ?? {} } },
    index: { levels: { composite: factors?.index?.levels.composite ?? {} } },
    timeouts: switchOf('CRM_TIMEOUTS', ['set', 'unset']),
    respawn: switchOf('CRM_RESPAWN', ['on', 'off']),
    fallback: switchOf('CRM_CACHE_FALLBACK', ['on', 'off']),
    keys: switchOf('CRM_IDEMPOTENCY', ['on', 'off']),
    acknowledge: switchOf('CRM_ACKNOWLEDGE', ['committed', 'early']),
    commit: switchOf('CRM_COMMIT', ['sync', 'async']),
    invalidation: switchOf('CRM_INVALIDATION', ['on', 'off']),
    shed: switchOf('CRM_SHED', ['off', 'on']),
  },
  baseline,
  design: {
    variants: {
      guarded: {},
      'no-timeouts': { timeouts: 'unset' },
      'no-respawn': { respawn: 'off' },
      'no-fallback': { fallback: 'off' },
      'load-shedding': { shed: 'on' },
      'async-commit': { commit: 'async' },
      // The three that are broken on purpose: the audit must catch each.
      'no-keys': { keys: 'off' },
      'early-answers': { acknowledge: 'early' },
      'no-invalidation': { invalidation: 'off' },
    },
  },
  // What the guards are worth together, against a service that has none: for the tour of the article.
  presets: {
    guards: {
      description: 'Respawn, timeouts and a fallback from the cache against none of them.',
      baseline: { ...baseline, ...unguarded },
      design: {
        variants: { unguarded: {}, guarded: { respawn: 'on', timeouts: 'set', fallback: 'on' } },
      },
      faults: { beforeMs: 2000, duringMs: 3000, afterMs: 4000 },
    },
  },
});
