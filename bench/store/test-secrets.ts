// A config with a secret planted in every place that can hold one, and the forms that it may turn up in.
import { createHash } from 'node:crypto';
import { gunzipSync } from 'node:zlib';
import type { LoadstoneConfig } from '../spec/config-schema.ts';

export interface Planted {
  /** Where, for messages. */
  readonly place: string;
  readonly secret: string;
}

export interface PlantedConfig {
  readonly config: LoadstoneConfig;
  readonly planted: readonly Planted[];
}

/**
 * @param rest what the test needs besides: loads, groups, limits
 * @param withPostgres PostgreSQL with its URL, settings and preparations, too
 */
export function plantSecrets(rest: Partial<LoadstoneConfig>, withPostgres: boolean): PlantedConfig {
  const planted: Planted[] = [];
  const keep = (place: string, secret: string): string => {
    planted.push({ place, secret });
    return secret;
  };
  const digestOf = (place: string) => createHash('sha256').update(place).digest('hex');
  /** Of a place its own, so that a leak tells where it comes from. */
  const plant = (place: string): string => keep(place, `c4n-${digestOf(place).slice(0, 14)}`);
  const base64 = (text: string) => Buffer.from(text).toString('base64');
  const level = (mode: string) => ({
    env: { ECHO_MODE: mode, LEVEL_HINT: plant(`level ${mode}`) },
  });
  const config: LoadstoneConfig = {
    name: 'planted',
    target: {
      command: [
        ...['node', 'service.mjs', `--token=${plant('option with =')}`],
        ...['--db-password', plant('option before its value')],
        `SOME_SETTING=${plant('assignment in the command')}`,
        ...['-H', `X-Thing: ${plant('header in the command')}`],
        ...['-e', `setting=${plant('variable in the command')}`],
        ...['-u', `someone:${plant('user in the command')}`],
        `-usomeone:${keep('user behind -u', 'c4n-b4hind;u(4711)')}`,
        `-sSusomeone:${plant('user behind switches')}`,
        `--user=someone:${plant('user behind --user=')}`,
        `--proxy-user=someone:${plant('user behind --proxy-user=')}`,
        ...['--proxy-user', `someone:${plant('user of a proxy')}`],
        `curl -u someone:${plant('user for a shell')} --user "some:${keep('quoted user', 'c4n quoted;4711')}" -ume:${plant('user joined for a shell')}`,
        `-HX-Thing: ${plant('header behind -H')}`,
        `--header=X-Thing: ${plant('header behind --header=')}`,
        `-eSETTING=${plant('variable behind -e')}`,
        `--env=setting=${plant('variable behind --env=')}`,
        `postgres://crm:${plant('URL in the command')}@127.0.0.1/x?hint=${plant('query in the command')}`,
        keep('JSON web token', `eyJhbGciOiJIUzI1NiJ9.${base64(digestOf('jwt')).slice(0, 30)}.sgn`),
        keep('marked token', `ghp_${digestOf('github').slice(0, 36)}`),
        keep('random word', digestOf('random').slice(0, 40)),
      ],
      env: {
        API_TOKEN: plant('secret variable'),
        REGION_HINT: plant('harmless variable'),
        CRM_LICENCE: plant('variable of the CRM that no level sets'),
        LUCKY_NUMBER: Number(keep('number', '8451290733')),
        NODE_OPTIONS: `--title=${plant('options of Node')}`,
        SETTINGS_JSON: JSON.stringify({ deep: [{ pin: plant('leaf of JSON') }] }),
        CONNECTION: `Server=127.0.0.1;User=crm;Password=${plant('connection string')};Pool=5`,
        BACKEND: `redis://crm:${plant('URL in a variable')}@127.0.0.1/0`,
        MIRROR: `https://${plant('user of a URL')}@127.0.0.1/`,
        HOOK: `http://127.0.0.1/hook?sig=${plant('query in a variable')}&n=1`,
        UPSTREAM_HEADER: `Bearer ${plant('bearer in a variable')}`,
        UPSTREAM_BASIC: `Basic ${base64(`crm:${plant('basic in a variable')}`)}`,
        SESSION: `sid=${plant('cookie in a variable')}; theme=dark`,
        SIGNS: keep('signs', 'p&ss "w0rd" <ü+/=%> 4711'),
        KEY_FILE: `-----BEGIN RSA PRIVATE KEY-----\n${keep('line of a key', digestOf('key') + digestOf('key 2'))}\n-----END RSA PRIVATE KEY-----\n`,
        CODES: ['lines', 'more lines', 'last line']
          .map((line) => plant(`${line} of codes`))
          .join('\n'),
        SHORT_CODES: [keep('short line', 'q7Zk-93xP'), keep('short line 2', 'w2Lm-71cR')].join(
          '\r\n',
        ),
        ESCAPED_LINES: [plant('line of many'), keep('short line 3', 't5Vb-08nD')].join('\\n'),
        LINES_JSON: JSON.stringify({
          key: ['SEKline1xx', 'SEKline2yy'].map((s) => keep('line of a leaf', s)).join('\n'),
        }),
        ENCODED: encodeURIComponent(keep('escaped', 'a/b c4n-escaped?4711')),
        // What must tear no text.
        ...{ FLAG: true, COUNT: 1, LEVEL: 'info', MODE: 'production', HOST: '127.0.0.1' },
      },
      readyPath: `/ready?key=${plant('query of readyPath')}`,
      statsPath: `/stats?key=${plant('query of statsPath')}`,
      dataPath: `/data?key=${plant('query of dataPath')}`,
      headers: {
        authorization: `Bearer ${plant('bearer of own requests')}`,
        'x-own': plant('header of own requests'),
      },
      install: ['npm', 'ci', `--otp=${plant('install')}`],
    },
    services: {
      redis: {
        url: `redis://crm:${plant('URL of Redis')}@127.0.0.1:1/0?hint=${plant('query of Redis')}`,
      },
      ...(withPostgres && {
        postgres: {
          url: `postgres://crm:${plant('URL of PostgreSQL')}@127.0.0.1:1/x?sslpassword=${plant('query of PostgreSQL')}`,
          settings: { 'crm.licence': plant('setting of PostgreSQL'), jit: 'off' },
          prepare: {
            command: ['seed', '--password', plant('command that prepares')],
            env: { SEED_HINT: plant('variable that prepares') },
          },
        },
      }),
    },
    factors: {
      echo: {
        levels: {
          quiet: level('quiet'),
          loud: {
            env: { ...level('loud').env, CRM_DB_PASSWORD: plant('secret of the CRM in a level') },
            args: [`--api-key=${plant('argument of a level')}`],
          },
          dead: level('dead'),
          stored: { ...level('quiet again'), needs: ['redis'] },
          ...(withPostgres && {
            prepared: {
              prepare: {
                command: ['index', `--secret=${plant('command that prepares a level')}`],
                env: { INDEX_HINT: plant('variable that prepares a level') },
              },
            },
          }),
        },
      },
    },
    baseline: { echo: 'quiet' },
    scenarios: {
      hello: {
        requests: [
          {
            path: `/hello?api_key=${plant('secret query')}&place=${plant('harmless query')}&page=2`,
            headers: {
              authorization: `Bearer ${plant('bearer')}`,
              'x-place': plant('harmless header'),
              cookie: `sid=${plant('cookie')}; theme=dark`,
              'x-basic': `Basic ${base64(`crm:${plant('basic')}`)}`,
            },
          },
          {
            ...{ method: 'POST', path: '/write', route: 'write' },
            json: { user: { password: plant('body'), hint: plant('harmless leaf of a body') } },
            bodyIncludes: plant('bodyIncludes'),
          },
          {
            ...{ method: 'POST', path: '/form', route: 'form', body: `a=1&pin=${plant('form')}` },
            headers: { 'content-type': 'application/x-www-form-urlencoded' },
          },
        ],
      },
    },
    // Pages need an open load.
    ...(rest.loads === undefined && {
      loads: [{ kind: 'open' }],
      pages: {
        list: {
          login: {
            path: `/login?pass=${plant('query of a page')}`,
            shows: 'form',
            interaction: { type: plant('typed'), into: 'input' },
          },
        },
      },
    }),
    record: ['ECHO_MODE', 'page'],
    ...rest,
  };
  return { config, planted };
}

/** In base64 the last characters hang on what follows, and the first on what stands before. */
function coresOf(secret: string): readonly string[] {
  return ['', 'a', 'ab'].flatMap((before) => {
    const core = Buffer.from(`${before}${secret}`).toString('base64').slice(4, -4);
    return core.length < 8 ? [] : [core, core.replaceAll('+', '-').replaceAll('/', '_')];
  });
}

/** What is looked for of a secret. */
export function listPlantedForms(secret: string): readonly string[] {
  const quoted = JSON.stringify(secret).slice(1, -1);
  return [
    ...[secret, quoted, JSON.stringify(quoted).slice(1, -1)],
    ...[encodeURIComponent(secret), encodeURIComponent(encodeURIComponent(secret))],
    secret.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('"', '&quot;'),
    Buffer.from(secret).toString('hex'),
    ...coresOf(secret),
  ];
}

/** `place in name`, each once, of every secret that a text holds in any form. */
export function findLeaks(
  planted: readonly Planted[],
  texts: ReadonlyMap<string, string>,
): readonly string[] {
  return planted.flatMap(({ place, secret }) => {
    const forms = listPlantedForms(secret);
    return [...texts].flatMap(([name, text]) => {
      const form = forms.find((one) => text.includes(one));
      return form === undefined ? [] : [`${place} in ${name}: ${form}`];
    });
  });
}

/** The text of a file, unpacked where it is packed. */
export function readAsText(content: Buffer): string {
  const isPacked = content[0] === 0x1f && content[1] === 0x8b;
  return (isPacked ? gunzipSync(content) : content).toString('utf8');
}
