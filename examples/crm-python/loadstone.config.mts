// The same API in two languages: the reference CRM in Node.js against the one in this folder, on the same database.
import { defineConfig } from '../../bench/index.ts';
import crm, { indexLevel } from '../../loadstone.config.mts';

const scenario = (name: string) => ({ [name]: { module: `../../scenarios/crm/${name}.ts` } });

/** The indexes that both find. */
const { prepare } = indexLevel('composite');

export default defineConfig({
  name: 'crm-languages',
  description: 'The reference CRM in Node.js and in Python: the same API, statements and database.',
  target: {
    // Paths of commands are those of the clone, in which the reference is.
    cwd: '../..',
    build: 'sh examples/crm-python/install.sh',
    readyPath: '/health/ready',
    statsPath: '/stats',
    dataPath: '/population',
  },
  services: { postgres: { ...crm.services?.postgres } },
  factors: {
    language: {
      levels: {
        node: { command: 'node --invocation-count-for-turbofan=300 server/main.ts', prepare },
        python: {
          command: 'examples/crm-python/.venv/bin/python examples/crm-python/main.py',
          prepare,
        },
      },
    },
  },
  // It answers /population, from which the scenarios draw.
  baseline: { language: 'node' },
  scenarios: {
    ...scenario('browse'),
    ...scenario('search'),
    ...scenario('order-entry'),
    ...scenario('dashboard'),
    ...scenario('back-office'),
  },
  // Not only of the same form: every value must be the one of the reference.
  parity: { requests: 40, values: true },
  loads: [{ kind: 'closed', connections: 16 }],
  slices: { loadMs: 3500 },
  warmup: { requests: 3000, maxMs: 10_000 },
  groups: 12,
  seed: 1,
});
