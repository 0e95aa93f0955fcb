// The config and the scenario as text: code that a reader goes on with, with a comment wherever something was guessed.
import { showControls } from '../drivers/request-form.ts';
import type { Factor } from './kind.ts';
import { type FoundRequest, isPrivateHeader } from './requests.ts';

/** Everything that the config says. */
export interface ConfigFacts {
  readonly name: string;
  /** True where the project can import `loadstone`. */
  readonly hasPackage: boolean;
  readonly target: {
    readonly command: readonly string[];
    /** Undefined where nothing is made before the start. */
    readonly build: readonly string[] | undefined;
    /** Folder that it runs in, relative to the config; undefined for the config's own. */
    readonly cwd: string | undefined;
    readonly env: Readonly<Record<string, string>>;
    readonly portEnv: string;
    readonly readyPath: string;
    readonly readyTimeoutMs: number | undefined;
    /** Said above the command, the port and the ready path, a line each. */
    readonly notes: Readonly<Record<'command' | 'port' | 'ready', readonly string[]>>;
  };
  /** Said where the services may stand; empty for none. */
  readonly serviceNotes: readonly string[];
  /** The one that is compared, the others follow as comments; undefined where the service alone is measured. */
  readonly factor: Factor | undefined;
  readonly otherFactors: readonly Factor[];
  readonly scenario: {
    readonly name: string;
    /** Module beside the config that exports them; undefined for those that stand in the config. */
    readonly module: string | undefined;
    readonly requests: readonly FoundRequest[];
    readonly notes: readonly string[];
  };
}

export function renderConfig(facts: ConfigFacts): string {
  const { target, scenario } = facts;
  const [opening, ending] = facts.hasPackage ? ['defineConfig({', '});'] : ['{', '};'];
  return toText([
    ...comment(
      'What is compared, written by `loadstone init`. `loadstone plan` checks it and shows what would run; every key stands in docs/config.md of Loadstone.',
    ),
    ...(facts.hasPackage ? ["import { defineConfig } from 'loadstone';"] : []),
    ...(scenario.module === undefined
      ? []
      : [`import { requests } from ${literal(scenario.module)};`]),
    ...(facts.hasPackage || scenario.module !== undefined ? [''] : []),
    `export default ${opening}`,
    `  name: ${literal(facts.name)},`,
    '  target: {',
    ...notes(target.notes.command, 4),
    `    command: ${literal(target.command)},`,
    ...(target.build === undefined
      ? []
      : [
          ...notes(['Runs once before the first start; in another commit, too.'], 4),
          `    build: ${literal(target.build)},`,
        ]),
    ...(target.cwd === undefined ? [] : [`    cwd: ${literal(target.cwd)},`]),
    ...(Object.keys(target.env).length > 0 ? [`    env: ${literal(target.env)},`] : []),
    ...notes(target.notes.port, 4),
    `    portEnv: ${literal(target.portEnv)},`,
    ...notes(target.notes.ready, 4),
    `    readyPath: ${literal(target.readyPath)},`,
    ...(target.readyTimeoutMs === undefined
      ? []
      : [`    readyTimeoutMs: ${underscored(target.readyTimeoutMs)},`]),
    '  },',
    ...notes(facts.serviceNotes, 2),
    ...renderFactors(facts),
    ...notes(
      [
        'Most groups. After 8 and after 12 it is looked whether all is decided; more groups find smaller differences.',
      ],
      2,
    ),
    '  groups: 12,',
    ...notes(
      ['What users ask, drawn by weight. Every status but the expected one is a failure.'],
      2,
    ),
    ...notes(scenario.notes, 2),
    '  scenarios: {',
    ...(scenario.module === undefined
      ? [
          `    ${key(scenario.name)}: {`,
          '      requests: [',
          ...scenario.requests.flatMap((request) => renderRequest(request, 8)),
          '      ],',
          '    },',
        ]
      : [`    ${key(scenario.name)}: { requests },`]),
    '  },',
    ending,
  ]);
}

export interface ScenarioText {
  /** What it was read from, such as `shop.har`. */
  readonly from: string;
  readonly requests: readonly FoundRequest[];
  readonly leftOut: readonly string[];
}

const mostLeftOut = 40;

/** A module that exports `requests`. */
export function renderScenario({ from, requests, leftOut }: ScenarioText): string {
  const hasPrivate = requests.some(({ headers = {} }) =>
    Object.keys(headers).some(isPrivateHeader),
  );
  const over = leftOut.length - mostLeftOut;
  return toText([
    ...comment(`Requests of ${from}, written by \`loadstone init\`. They are drawn by weight.`),
    ...(hasPrivate ? ["import { env } from 'node:process';", ''] : []),
    'export const requests = [',
    ...requests.flatMap((request) => renderRequest(request, 2)),
    '];',
    ...(leftOut.length > 0 ? ['', '// Left out:'] : []),
    ...leftOut.slice(0, mostLeftOut).flatMap((line) => comment(`- ${line}`)),
    ...(over > 0 ? [`// - and ${over} more.`] : []),
  ]);
}

const toText = (lines: readonly string[]) => `${lines.join('\n')}\n`;

/** With nothing to compare the service alone is measured. */
function renderFactors({ factor, otherFactors }: ConfigFacts): readonly string[] {
  const others = otherFactors.flatMap((other) => [
    ...notes([other.reason], 4),
    ...renderFactor(other).map((line) => `    // ${line}`),
  ]);
  if (factor === undefined)
    return [
      ...notes(
        ['Nothing is compared yet: the service alone is measured. A factor and its baseline:'],
        2,
      ),
      ...notes(
        [
          "factors: { cache: { levels: { off: { env: { CACHE: 'off' } }, on: { env: { CACHE: 'on' } } } } },",
          "baseline: { cache: 'off' },",
        ],
        2,
      ),
      ...others,
    ];
  return [
    ...notes(
      ['Each level is a variant, started with its variables; the baseline is what you run today.'],
      2,
    ),
    '  factors: {',
    ...notes([factor.reason], 4),
    ...renderFactor(factor).map((line) => `    ${line}`),
    ...(others.length > 0
      ? notes(['Others to compare; each needs its level in `baseline`, too.'], 4)
      : []),
    ...others,
    '  },',
    `  baseline: { ${key(factor.name)}: ${literal(factor.levels[0]?.name)} },`,
  ];
}

function renderFactor({ name, levels }: Factor): readonly string[] {
  return [
    `${key(name)}: {`,
    '  levels: {',
    ...levels.map((level) => {
      const members = [
        ...(Object.keys(level.env).length > 0 ? [`env: ${literal(level.env)}`] : []),
        ...(level.cpus === undefined ? [] : [`cpus: ${level.cpus}`]),
      ];
      return `    ${key(level.name)}: ${members.length > 0 ? `{ ${members.join(', ')} }` : '{}'},`;
    }),
    '  },',
    '},',
  ];
}

function renderRequest(request: FoundRequest, indent: number): readonly string[] {
  const { method, path, headers = {}, body, weight = 1, status = 200 } = request;
  const { guessed = [], withheld = [] } = request;
  const json = readJsonBody(request);
  const kept = Object.entries(headers).filter(
    ([name]) => json === undefined || name !== 'content-type',
  );
  const members = [
    ...(method === 'GET' ? [] : [`method: ${literal(method)}`]),
    `path: ${literal(path)}`,
    ...(kept.length > 0 ? [`headers: { ${kept.map(renderHeader).join(', ')} }`] : []),
    ...(json !== undefined
      ? [`json: ${literal(json)}`]
      : body === undefined
        ? []
        : [`body: ${literal(body)}`]),
    ...(weight === 1 ? [] : [`weight: ${weight}`]),
    ...(status === 200 ? [] : [`expectedStatuses: [${status}]`]),
  ];
  const pad = ' '.repeat(indent);
  return [
    ...(guessed.length === 0 ? [] : notes([`A guess: ${guessed.join(', ')}.`], indent)),
    ...(withheld.length === 0
      ? []
      : notes([`Not written, since it is a secret by its name: ${withheld.join(', ')}.`], indent)),
    `${pad}{ ${members.join(', ')} },`,
  ];
}

/** A password or token stays out of the file; it comes from the environment of whoever runs it. */
function renderHeader([name, value]: readonly [string, string]): string {
  if (!isPrivateHeader(name)) return `${key(name)}: ${literal(value)}`;
  return `${key(name)}: env.${variableOf(name)} ?? ''`;
}

/** The variable that holds the value of a private header. */
export const variableOf = (name: string) =>
  name
    .toUpperCase()
    .replaceAll(/[^A-Z0-9]+/g, '_')
    .replace(/^(?=\d)/, '_');

/** The value of a body that says it is JSON and is written as we would. */
function readJsonBody({ body, headers }: FoundRequest): unknown {
  if (body === undefined || !/^application\/json\b/.test(headers?.['content-type'] ?? ''))
    return undefined;
  try {
    const value: unknown = JSON.parse(body);
    return JSON.stringify(value) === body.trim() && value !== null ? value : undefined;
  } catch {
    return undefined;
  }
}

/** Plain data as code, in one line. */
function literal(value: unknown): string {
  if (typeof value === 'string') return quoteText(value);
  if (typeof value !== 'object' || value === null) return String(value);
  if (Array.isArray(value)) return `[${value.map(literal).join(', ')}]`;
  const members = Object.entries(value).map(([name, member]) => `${key(name)}: ${literal(member)}`);
  return members.length > 0 ? `{ ${members.join(', ')} }` : '{}';
}

/** Without a line separator, which would end the comment that the text may stand in. */
function quoteText(text: string): string {
  const json = JSON.stringify(text).replaceAll('\u2028', '\\u2028').replaceAll('\u2029', '\\u2029');
  return json.includes("'") ? json : `'${json.slice(1, -1).replaceAll('\\"', '"')}'`;
}

function key(name: string): string {
  // Written plainly it would set the prototype.
  if (name === '__proto__') return "['__proto__']";
  return /^[A-Za-z_$][\w$]*$/.test(name) ? name : quoteText(name);
}

const underscored = (value: number) => value.toLocaleString('en').replaceAll(',', '_');

const lineWidth = 100;

function notes(lines: readonly string[], indent: number): readonly string[] {
  return lines.flatMap((line) => comment(line, indent));
}

/** No text of the project can end the comment: line breaks of every kind are shown as escapes. */
function comment(text: string, indent = 0): readonly string[] {
  const opening = `${' '.repeat(indent)}// `;
  const lines: string[] = [];
  for (const word of showControls(text).split(' ')) {
    const last = lines.at(-1);
    if (last === undefined || opening.length + last.length + word.length + 1 > lineWidth)
      lines.push(word);
    else lines[lines.length - 1] = `${last} ${word}`;
  }
  return lines.map((line) => opening + line);
}
