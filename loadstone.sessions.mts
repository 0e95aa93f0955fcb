// Where should it stand who is logged in? `loadstone run --config loadstone.sessions.mts`. A config of its own: what it plays logs
// in first, which the CRM of the other configs neither asks for nor offers.
import { defineConfig } from './bench/index.ts';
import crm from './loadstone.config.mts';

/** Each level counts how it recognised the account of a request. */
function sessionLevel(name: string, counter: string, needs?: 'redis') {
  return {
    env: { CRM_SESSION: name },
    exercised: { counter: `acted.${counter}` },
    ...(needs && { needs: [needs] }),
  };
}

const { faults: _, ...rest } = crm;

export default defineConfig({
  ...rest,
  name: 'crm-sessions',
  description: 'Sessions in PostgreSQL, in Redis, or in a signed token.',
  // All of the load comes from one address: what keeps guessers out would keep it out too.
  target: { ...crm.target, env: { ...crm.target?.env, CRM_LOGIN_LIMIT: 100_000 } },
  record: ['CRM_LOGIN_LIMIT'],
  factors: {
    session: {
      levels: {
        postgres: sessionLevel('postgres', 'sessionReadsPostgres'),
        redis: sessionLevel('redis', 'sessionReadsRedis', 'redis'),
        token: sessionLevel('token', 'tokensVerified'),
      },
    },
    cache: {
      levels: {
        none: crm.factors?.cache?.levels.none ?? {},
        memory: crm.factors?.cache?.levels.memory ?? {},
      },
    },
    index: { levels: { composite: crm.factors?.index?.levels.composite ?? {} } },
  },
  baseline: { session: 'postgres', cache: 'none', index: 'composite' },
  scenarios: { office: { module: './scenarios/crm/office.ts' } },
  presets: {
    session: {
      description: 'What does it cost to know who asks: a row, a key in Redis, or a signature?',
      levels: { cache: ['none'] },
    },
    // A session is read with each request, whether or not the answer is in a cache.
    cached: {
      description: 'The same, where most answers come out of the memory of the process.',
      levels: { cache: ['memory'] },
      baseline: { session: 'postgres', cache: 'memory', index: 'composite' },
    },
  },
});
