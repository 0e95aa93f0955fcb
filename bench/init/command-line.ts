// A command as people write it in scripts, Procfiles and Dockerfiles → one that Loadstone can start on a port of its choice.
import { type ParseEntry, parse, quote } from 'shell-quote';
import type { Start } from './kind.ts';
import { type Project, textAt, valueAt } from './project.ts';

/** How programs that read no PORT are told their port: the first row whose pattern fits the words counts. */
const programs: readonly {
  readonly words: RegExp;
  readonly portEnv?: string;
  /** Words to add. `$PORT` stands for the port. */
  readonly append?: readonly string[];
}[] = [
  { words: /(?:^|[/ ])uvicorn /, portEnv: 'UVICORN_PORT' },
  { words: /(?:^|[/ ])flask /, portEnv: 'FLASK_RUN_PORT' },
  { words: /(?:^|[/ ])gunicorn /, append: ['--bind', '127.0.0.1:$PORT'] },
  { words: /(?:^|[/ ])hypercorn /, append: ['--bind', '127.0.0.1:$PORT'] },
  { words: /(?:^|[/ ])granian /, portEnv: 'GRANIAN_PORT' },
  { words: /(?:^|[/ ])daphne /, append: ['-p', '$PORT'] },
  { words: /(?:^|[/ ])waitress-serve /, append: ['--listen=127.0.0.1:$PORT'] },
  { words: /(?:^|[/ ])fastapi (?:run|dev)/, append: ['--port', '$PORT'] },
  { words: /manage\.py runserver/, append: ['127.0.0.1:$PORT'] },
  { words: /(?:^|[/ ])artisan serve/, append: ['--host=127.0.0.1', '--port=$PORT'] },
  { words: /(?:^|[/ ])datasette /, append: ['--port', '$PORT'] },
  { words: /(?:^|[/ ])verdaccio /, append: ['--listen', '127.0.0.1:$PORT'] },
  { words: /(?:^|[/ ])json-server /, append: ['--port', '$PORT'] },
  { words: /(?:^|[/ ])vite(?: |$)/, append: ['--host', '127.0.0.1', '--port', '$PORT'] },
  { words: /(?:^|[/ ])astro /, append: ['--host', '127.0.0.1', '--port', '$PORT'] },
];

/** Said before a command and of no use to one that Loadstone starts. */
const wrappers = new Set(['exec', 'env', 'cross-env', 'cross-env-shell', 'npx', 'tini', 'time']);
/** What restarts a service when its files change: only what it starts is measured. */
const restarters = new Set(['nodemon', 'node-dev', 'supervisor']);
const packageManagers = new Set(['npm', 'yarn', 'pnpm', 'bun']);
const mostScripts = 8;

interface Step {
  readonly words: readonly string[];
  readonly env: Readonly<Record<string, string>>;
}

interface Words {
  readonly words: readonly string[];
  readonly env: Readonly<Record<string, string>>;
  /** What stands before it, joined by `&&`. */
  readonly before: readonly Step[];
}

/**
 * Reads a line of shell. Scripts of package.json that it calls are followed.
 * @returns undefined where it is empty, or uses more of the shell than can be started without losing track of it
 */
export function readCommandLine(
  line: string,
  from: string,
  project: Project,
): Omit<Start, 'readyTimeoutMs'> | undefined {
  const read = readWords(line, project, 0);
  if (read === undefined || read.words.length === 0) return undefined;
  const { env } = read;
  const placed = placePort(read.words);
  return { ...placed, env, from, build: toBuild(read.before) };
}

/** One command; in a shell where there are several, or variables for one. */
function toBuild(steps: readonly Step[]): readonly string[] | undefined {
  const [first] = steps;
  if (first === undefined) return undefined;
  if (steps.length === 1 && Object.keys(first.env).length === 0) return first.words;
  const lines = steps.map(({ words, env }) =>
    [
      ...Object.entries(env).map(([name, value]) => `${name}=${quoteForShell(value)}`),
      ...words.map(quoteForShell),
    ].join(' '),
  );
  return ['sh', '-c', lines.join(' && ')];
}

function readWords(line: string, project: Project, depth: number): Words | undefined {
  if (depth > mostScripts) return undefined;
  const parts: string[][] = [[]];
  for (const entry of parse(line, keepVariable)) {
    const word = textOf(entry);
    if (word === undefined) continue;
    if (typeof word === 'string') parts.at(-1)?.push(word);
    else if (word.operator === '&&') parts.push([]);
    else return undefined;
  }
  const last = parts.pop() ?? [];
  const { words, env } = peel(last);
  const before = parts.map((part) => {
    const step = peel(part);
    return { ...step, words: locate(step.words, project) };
  });
  // What follows another folder or a sourced file can't be started without it.
  if (before.some(({ words: [first = ''] }) => /^(?:cd|pushd|source|\.|export|set)?$/.test(first)))
    return undefined;
  const script = findScript(words, project);
  if (script === undefined) return { words: locate(words, project), env, before };
  const read = readWords(script.line, project, depth + 1);
  if (read === undefined) return undefined;
  return {
    words: [...read.words, ...script.more],
    env: { ...env, ...read.env },
    before: [...before, ...read.before],
  };
}

/** `$PORT` stays as it is; of `${NAME:-value}` that names no port the value is taken. */
function keepVariable(key: string): string {
  const [, name = key, value] = /^(\w+):?-(.*)$/.exec(key) ?? [];
  return value === undefined || /PORT$/.test(name) ? `$${name}` : value;
}

function textOf(entry: ParseEntry): string | { readonly operator: string } | undefined {
  if (typeof entry === 'string') return entry;
  if ('comment' in entry) return undefined;
  return entry.op === 'glob' ? entry.pattern : { operator: entry.op };
}

/** Takes off assignments, wrappers and restarters. */
function peel(given: readonly string[]): Pick<Words, 'words' | 'env'> {
  const env: Record<string, string> = {};
  let words = [...given];
  for (;;) {
    const [first = '', ...rest] = words;
    const [, name, value = ''] = /^([A-Za-z_]\w*)=(.*)$/s.exec(first) ?? [];
    if (name !== undefined) env[name] = value;
    else if (wrappers.has(first)) while (rest[0]?.startsWith('-')) rest.shift();
    else if (restarters.has(first)) return { words: startedBy(rest), env };
    else return { words: withoutWatch(words), env };
    words = rest;
  }
}

/** `nodemon --watch src --exec "tsx" app.ts` → `tsx app.ts`; without `--exec` it is Node that runs the file. */
function startedBy(args: readonly string[]): readonly string[] {
  const at = args.findIndex((arg) => arg === '--exec' || arg === '-x');
  const files = args.filter((arg) => /\.[cm]?[jt]sx?$/.test(arg)).slice(-1);
  if (at < 0) return ['node', ...(files.length > 0 ? files : ['.'])];
  const program = args[at + 1]?.split(/\s+/) ?? [];
  return [...program, ...files.filter((file) => !program.includes(file))];
}

function withoutWatch([program = '', ...args]: readonly string[]): readonly string[] {
  const watches = /^(?:node|tsx|bun|deno)$/.test(program)
    ? /^(?:--watch(?:-path=.*)?|--hot|watch)$/
    : /^--reload$/;
  return program === '' ? [] : [program, ...args.filter((arg) => !watches.test(arg))];
}

/** The script of package.json that the words call, with what they add to it. */
function findScript([program = '', ...args]: readonly string[], project: Project) {
  if (!packageManagers.has(program)) return undefined;
  const words = args.filter((arg) => !/^-(?:s|-silent)$/.test(arg));
  const [name = '', ...more] = words[0] === 'run' ? words.slice(1) : words;
  const line = readScript(name, project);
  return line === undefined ? undefined : { line, more: more.filter((word) => word !== '--') };
}

/** A script of package.json, with what npm runs before it. */
export function readScript(name: string, project: Project): string | undefined {
  const scripts = valueAt(project.readJson('package.json'), 'scripts');
  const line = textAt(scripts, name);
  if (line === undefined || textAt(scripts, `pre${name}`) === undefined) return line;
  return `npm run pre${name} && ${line}`;
}

/** What npm finds in node_modules/.bin; and the Python of a virtual environment. */
function locate(words: readonly string[], project: Project): readonly string[] {
  const [program = '', ...args] = words;
  if (program === '' || program.includes('/') || program === 'node') return words;
  const found = ['node_modules/.bin', '.venv/bin', 'venv/bin']
    .map((folder) => `${folder}/${program}`)
    .find((path) => project.has(path));
  return [found ?? program, ...args];
}

const portFlag = /^(?:--?(?:p|port|b|bind|l|listen|addr|address|http|S)|--server\.port)$/;
const address = /^(?:[\w.*-]*:|\[[^\]]*\]:)?(?:\d{2,5}|\$\w*PORT)$/;

/** The command with its port from a variable: by its own variable, or through a shell that puts it into the words. */
function placePort(given: readonly string[]): Pick<Start, 'command' | 'portEnv'> {
  const line = `${given.join(' ')} `;
  let words = given.map((word, index) => openPort(word, given[index - 1]));
  const row = programs.find((program) => program.words.test(line));
  if (!words.some(namesPort) && row?.append !== undefined) words = [...words, ...row.append];
  const named = words.join(' ').match(/\$(\w*PORT)\b/)?.[1];
  if (named === undefined && !words.some((word) => /\$\w/.test(word)))
    return { command: words, portEnv: row?.portEnv };
  return { command: inShell(words), portEnv: named };
}

const namesPort = (word: string) => /\$\w*PORT\b/.test(word);

/** `--port 3000`, `--port=3000`, `-b 0.0.0.0:8000`: a port of its own cannot be had by every variant. */
function openPort(word: string, before: string | undefined): string {
  const [, flag = '', value = ''] = /^(-[^=]+)=(.+)$/.exec(word) ?? [];
  const open = (text: string) => {
    const at = text.lastIndexOf(':') + 1;
    const port = text.slice(at);
    return `${at > 0 ? '127.0.0.1:' : ''}${port.startsWith('$') ? port : '$PORT'}`;
  };
  if (portFlag.test(flag) && address.test(value)) return `${flag}=${open(value)}`;
  return before !== undefined && portFlag.test(before) && address.test(word) ? open(word) : word;
}

/** `"$@"` takes the arguments of levels; `exec` leaves one process, which gets the signals. */
export function inShell(words: readonly string[], assignments = ''): readonly string[] {
  const script = words.map(quoteForShell).join(' ');
  return ['sh', '-c', `${assignments}exec ${script} "$@"`, 'sh'];
}

function quoteForShell(word: string): string {
  if (/\$\w/.test(word)) return `"${word.replaceAll(/["`\\]/g, '\\$&')}"`;
  return /^[\w@%+=:,./-]+$/.test(word) ? word : quote([word]);
}

/** The same with the usual flag for a port, for a program that reads it from no variable. */
export function withPortFlag(command: readonly string[]): readonly string[] {
  const [program, flag, script = '', ...rest] = command;
  if (program !== 'sh' || flag !== '-c') return inShell([...command, '--port', '$PORT']);
  return ['sh', '-c', script.replace(/ "\$@"$/, ' --port "$PORT" "$@"'), ...rest];
}

/** The command as people would write it. */
export function showCommand([program = '', flag, script, ...rest]: readonly string[]): string {
  if (program === 'sh' && flag === '-c' && script !== undefined)
    return script.replace(/ "\$@"$/, '');
  return [program, flag, script, ...rest].filter((word) => word !== undefined).join(' ');
}
