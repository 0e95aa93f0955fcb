// What the code of a project tells without being run: variables that it reads, routes, and ports that are written into it.
import { isSecretName } from '../spec/secret-name.ts';
import { usualReadyPaths } from '../target/ready-paths.ts';
import type { CodePatterns, Factor } from './kind.ts';
import type { Project } from './project.ts';

interface ReadVariable {
  readonly name: string;
  /** `src/app.js:12`, or the file of examples that names it. */
  readonly where: string;
  /** What it is where nobody sets it, as far as code or examples tell. */
  readonly usual: string | undefined;
  /** Texts that the code compares it with. */
  readonly choices: readonly string[];
}

export interface CodeFacts {
  /** By name, in the order in which they are read. */
  readonly variables: readonly ReadVariable[];
  /** Paths that GET answers and that have no parameter. */
  readonly routes: readonly string[];
  /** Paths that may be answered, alone or before others: to be asked before they are taken. */
  readonly pathParts: readonly string[];
  /** Of the usual paths that tell readiness those that stand in quotes somewhere, the most telling first. */
  readonly readyPaths: readonly string[];
  /** The first port that is written into the code. */
  readonly fixedPort: { readonly port: number; readonly where: string } | undefined;
}

const exampleFiles =
  /^(?:[\w./-]*\/)?\.?env\.(?:example|sample|dist|template|defaults)$|^\.env(?:\.example|\.sample|\.dist|\.template)?$/;

/** Reads the files of the project in the given languages, and its examples of an environment. */
export function readCode(project: Project, languages: readonly CodePatterns[]): CodeFacts {
  const variables = new Map<string, ReadVariable>();
  const routes = new Set<string>();
  const parts = new Set<string>();
  const quoted = new Set<string>();
  let fixedPort: CodeFacts['fixedPort'];
  for (const { path, text, patterns } of listSources(project, languages)) {
    for (const match of text.matchAll(patterns.variable)) {
      const [, name = '', written] = match;
      const before = variables.get(name);
      variables.set(name, {
        name,
        where: before?.where ?? placeOf(path, text, match.index),
        usual: before?.usual ?? readLiteral(written),
        choices: [...(before?.choices ?? []), ...findChoices(text, match)],
      });
    }
    for (const [, ...groups] of text.matchAll(patterns.route)) {
      const route = groups.find((group) => group !== undefined);
      if (route !== undefined && plainPath.test(route)) routes.add(route);
    }
    for (const [, ...groups] of text.matchAll(patterns.pathPart ?? never)) addPart(parts, groups);
    addPart(parts, patterns.fileRoute?.exec(path)?.slice(1) ?? []);
    for (const [, path = ''] of text.matchAll(/['"`](\/[\w/]{1,40})['"`]/g)) quoted.add(path);
    if (fixedPort === undefined) {
      const match = [...text.matchAll(patterns.fixedPort)][0];
      const port = Number(match?.slice(1).find((group) => group !== undefined));
      if (match !== undefined && port > 0)
        fixedPort = { port, where: placeOf(path, text, match.index) };
    }
  }
  for (const variable of readExamples(project)) {
    const read = variables.get(variable.name);
    variables.set(
      variable.name,
      read === undefined ? variable : { ...read, usual: variable.usual ?? read.usual },
    );
  }
  return {
    variables: [...variables.values()],
    routes: [...routes],
    pathParts: [...parts],
    readyPaths: usualReadyPaths.filter((path) => quoted.has(path)),
    fixedPort,
  };
}

const plainPath = /^\/[\w./~-]*$/;
const never = /(?!)/g;

function addPart(parts: Set<string>, groups: readonly (string | undefined)[]): void {
  const part = groups.find((group) => group !== undefined);
  const path = part === undefined ? '/' : `/${part.replace(/^\//, '')}`;
  if (path !== '/' && plainPath.test(path)) parts.add(path);
}

function listSources(project: Project, languages: readonly CodePatterns[]) {
  return languages.flatMap((patterns) =>
    project.files
      .filter(
        (path) =>
          patterns.files.test(path) && !/\.(?:test|spec|min)\.|_test\.|(?:^|\/)test_/.test(path),
      )
      .map((path) => ({ path, text: project.read(path) ?? '', patterns })),
  );
}

function placeOf(path: string, text: string, index: number): string {
  return `${path}:${text.slice(0, index).split('\n').length}`;
}

/** A text in quotes, a number, or true and false; anything else is no value yet. */
function readLiteral(written: string | undefined): string | undefined {
  if (written === undefined) return undefined;
  const [, quoted] = /^['"](.*)['"]$/.exec(written) ?? [];
  if (quoted !== undefined) return quoted;
  return /^(?:\d[\d.]*|true|false|True|False)$/.test(written) ? written.toLowerCase() : undefined;
}

/** Of a variable that is read and compared with `'redis'`: redis. */
function findChoices(text: string, match: RegExpExecArray): readonly string[] {
  const behind = text.slice(match.index + match[0].length, match.index + match[0].length + 60);
  const [, choice] = /^['"`]?[)\]]*\s*[!=]==?\s*['"]([\w.-]+)['"]/.exec(behind) ?? [];
  return choice === undefined ? [] : [choice];
}

/** The value of a `.env` of somebody's own stays there, unless it is one that `readLevels` may show. */
function readExamples(project: Project): readonly ReadVariable[] {
  return project.files
    .filter((path) => exampleFiles.test(path))
    .flatMap((path) =>
      (project.read(path) ?? '').split('\n').flatMap((line, index) => {
        const [, name, value = ''] =
          /^(?:export\s+)?([A-Za-z_]\w*)\s*=(.*)$/.exec(line.trim()) ?? [];
        if (name === undefined) return [];
        const usual = value
          .trim()
          .replace(/\s#.*/s, '')
          .trimEnd()
          .replace(/^(['"])(.*)\1$/, '$2');
        return [
          {
            name,
            where: `${path}:${index + 1}`,
            usual: usual === '' ? undefined : usual,
            choices: [],
          },
        ];
      }),
    );
}

const ofOthers =
  /^(?:DB|DATABASE|REDIS|MYSQL|PG|POSTGRES|MONGO|SMTP|MAIL|RABBIT|AMQP|KAFKA|ELASTIC|MEMCACHE|DEBUG|METRICS|GRPC|PROXY)/;

/** The variable that tells the service its port; undefined where the code reads none. */
export function findPortVariable({ variables }: CodeFacts): string | undefined {
  const names = variables
    .map(({ name }) => name)
    .filter((name) => /PORT$/i.test(name) && !ofOthers.test(name));
  return names.includes('PORT') ? 'PORT' : names[0];
}

/** Where something is, who one is, and what must stay secret: to compare such values compares nothing. */
const notCompared =
  /(?:^|_)(?:PORT|HOST|HOSTNAME|URLS?|URI|DSN|ADDR|ADDRESS|USER|USERNAME|NAME|DATABASE|DB|EMAIL|BUCKET|REGION|KEY|ID|DIR|PATH|FILE|FOLDER|VERSION|ORIGINS?|DOMAIN|ENDPOINT|SALT|TZ|HOME|CI|SERVERS?|DIALECT)$|^(?:NODE_ENV|APP_ENV|FLASK_ENV|ENV|ENVIRONMENT|PWD|npm_|GITHUB_|VERCEL|AWS_|PYTHONPATH|DJANGO_SETTINGS_MODULE)/i;

/** What is told most likely by a load test, first. */
const ranks = [
  /CACHE/i,
  /WORKERS?|CONCURRENCY|THREADS|CLUSTER|PROCESSES/i,
  /POOL|BATCH|BUFFER/i,
  /COMPRESS|GZIP|BROTLI|KEEP_?ALIVE|ETAG|INDEX/i,
  /LOG|VERBOSE|TRAC(?:E|ING)|DEBUG|METRIC|TELEMETRY/i,
  /TTL|LIMIT|MAX|SIZE|TIMEOUT/i,
];

/** Variables with two levels each, the one that is most worth comparing first. */
export function findFactors({ variables }: CodeFacts): readonly Factor[] {
  return variables
    .filter(({ name }) => !notCompared.test(name) && !isSecretName(name))
    .flatMap((variable) => {
      const rank = ranks.findIndex((pattern) => pattern.test(variable.name));
      const levels = readLevels(variable);
      return levels === undefined
        ? []
        : [{ variable, levels, rank: rank < 0 ? ranks.length : rank }];
    })
    .toSorted((a, b) => a.rank - b.rank)
    .map(({ variable: { name, where }, levels }) => ({
      name: name.toLowerCase().replaceAll('_', '-').slice(0, 60),
      levels: levels.map(({ level, value }) => ({
        name: level,
        env: value === undefined ? {} : { [name]: value },
      })),
      reason: `${name} is read in ${where}.`,
    }));
}

interface LevelValue {
  readonly level: string;
  /** Undefined leaves it unset. */
  readonly value: string | undefined;
}

const switches: readonly (readonly [string, string])[] = [
  ['false', 'true'],
  ['off', 'on'],
  ['no', 'yes'],
];
const quieter: Readonly<Record<string, string>> = { silent: 'info', error: 'info', fatal: 'info' };

/** Undefined where nothing tells a second value. */
function readLevels({ name, usual, choices }: ReadVariable): readonly LevelValue[] | undefined {
  const lower = usual?.toLowerCase();
  if (/LOG_?LEVEL$/i.test(name)) {
    const first = usual ?? 'info';
    const second = quieter[first.toLowerCase()] ?? 'error';
    return pair(first, first === first.toUpperCase() ? second.toUpperCase() : second);
  }
  const words = switches.find((two) => two.some((word) => word === lower));
  if (words !== undefined && usual !== undefined) {
    const other = words[0] === lower ? words[1] : words[0];
    return pair(usual, usual === usual.toUpperCase() ? other.toUpperCase() : other);
  }
  const choice = choices.find((one) => one !== usual);
  if (choice !== undefined && usual !== undefined && /^[\w.-]+$/.test(usual))
    return pair(usual, choice);
  if (choice !== undefined && usual === undefined)
    return [
      { level: choice === 'unset' ? 'not-set' : 'unset', value: undefined },
      { level: choice, value: choice },
    ];
  const isAmount =
    ranks.some((pattern) => pattern.test(name)) &&
    usual !== undefined &&
    /^[1-9]\d{0,8}$/.test(usual);
  return isAmount ? pair(usual, `${Number(usual) * 2}`) : undefined;
}

const pair = (first: string, second: string): readonly LevelValue[] =>
  [first, second].map((value) => ({ level: value, value }));
