// One request from a curl command, as the network tab of a browser copies it.
import { parseArgs } from 'node:util';
import { parse } from 'shell-quote';
import { LoadstoneError } from '../../errors.ts';
import { type FoundRequests, keepHeaders, toMethod } from '../requests.ts';

const text = { type: 'string' } as const;
const several = { type: 'string', multiple: true } as const;
const flag = { type: 'boolean' } as const;

/** Options of curl that make the request or take a value. */
const options = {
  request: { ...text, short: 'X' },
  url: several,
  header: { ...several, short: 'H' },
  data: { ...several, short: 'd' },
  'data-ascii': several,
  'data-raw': several,
  'data-binary': several,
  'data-urlencode': several,
  json: several,
  form: { ...several, short: 'F' },
  'upload-file': { ...text, short: 'T' },
  cookie: { ...several, short: 'b' },
  user: { ...text, short: 'u' },
  'user-agent': { ...text, short: 'A' },
  referer: { ...text, short: 'e' },
  head: { ...flag, short: 'I' },
  get: { ...flag, short: 'G' },
  output: { ...text, short: 'o' },
  'write-out': { ...text, short: 'w' },
  'max-time': { ...text, short: 'm' },
  'connect-timeout': text,
  proxy: { ...text, short: 'x' },
  cacert: text,
  cert: { ...text, short: 'E' },
  key: text,
  resolve: several,
  retry: text,
  'cookie-jar': { ...text, short: 'c' },
  'oauth2-bearer': text,
  'max-redirs': text,
  'dump-header': { ...text, short: 'D' },
  'limit-rate': text,
  interface: text,
  proto: text,
  ciphers: text,
  'retry-delay': text,
  'retry-max-time': text,
  location: { ...flag, short: 'L' },
  silent: { ...flag, short: 's' },
  'show-error': { ...flag, short: 'S' },
  verbose: { ...flag, short: 'v' },
  include: { ...flag, short: 'i' },
  insecure: { ...flag, short: 'k' },
  fail: { ...flag, short: 'f' },
  globoff: { ...flag, short: 'g' },
  'no-buffer': { ...flag, short: 'N' },
  ipv4: { ...flag, short: '4' },
  ipv6: { ...flag, short: '6' },
  'http1.0': { ...flag, short: '0' },
  'progress-bar': { ...flag, short: '#' },
  'remote-name': { ...flag, short: 'O' },
  ...Object.fromEntries(
    [
      ...['compressed', 'http1.1', 'http2', 'http2-prior-knowledge', 'http3', 'basic', 'raw'],
      ...['path-as-is', 'fail-with-body', 'fail-early', 'no-keepalive', 'no-progress-meter'],
      ...['tcp-nodelay', 'tlsv1', 'tlsv1.0', 'tlsv1.1', 'tlsv1.2', 'tlsv1.3', 'ssl-no-revoke'],
    ].map((name) => [name, flag]),
  ),
} as const;

const hint =
  'Copy the request as cURL (bash) from the network tab, and put it between single quotes.';
const refuse = (message: string, how = hint) =>
  new LoadstoneError('USAGE', `--from-curl: ${message}`, { hint: how });

/** @throws LoadstoneError USAGE */
export function readCurl(command: string): FoundRequests {
  const [program, ...args] = splitWords(command);
  if (program === undefined || !/(?:^|\/)curl(?:\.exe)?$/.test(program))
    throw refuse('it does not begin with curl.');
  const { values, positionals, tokens } = parseArgs({
    ...{ args, options, strict: false, allowPositionals: true, tokens: true },
  });
  for (const token of tokens) if (token.kind === 'option') assertOption(token);
  const given = (name: keyof typeof options) =>
    [values[name] ?? []].flat().filter((value) => typeof value === 'string');
  const addresses = [...given('url'), ...positionals];
  const url = findUrl(addresses);
  if (given('form').length + given('upload-file').length > 0)
    throw refuse('forms and files that are uploaded are not read; give the body with --data.');
  const json = given('json');
  const data = [
    ...['data', 'data-ascii', 'data-raw', 'data-binary'].flatMap((name) => given(name as 'data')),
    ...given('data-urlencode').map(encodeData),
    ...json,
  ];
  const file = data.find(
    (value) => value.startsWith('@') && given('data-raw').every((raw) => raw !== value),
  );
  if (file !== undefined)
    throw refuse(`the body is in the file ${file.slice(1)}; give it itself, with --data-raw.`);
  const isQuery = values.get === true;
  const body = data.length > 0 && !isQuery ? data.join(json.length > 0 ? '' : '&') : undefined;
  const named =
    given('request')[0] ?? (values.head === true ? 'HEAD' : body === undefined ? 'GET' : 'POST');
  const method = toMethod(named);
  if (method === undefined) throw refuse(`the method ${named} is not one of a scenario.`);
  const headers = new Map<string, string>();
  if (json.length > 0)
    headers.set('content-type', 'application/json').set('accept', 'application/json');
  else if (body !== undefined) headers.set('content-type', 'application/x-www-form-urlencoded');
  for (const line of given('header')) {
    const [, name, value = ''] = /^([^:;]+)[:;]\s*(.*)$/s.exec(line) ?? [];
    if (line.startsWith('@'))
      throw refuse(`headers are in the file ${line.slice(1)}; give them with -H.`);
    if (name === undefined) throw refuse(`the header ${JSON.stringify(line)} has no colon.`);
    headers.set(name.trim().toLowerCase(), value);
  }
  const setOnce = (name: string, option: string, value: string) => {
    if (headers.has(name))
      throw refuse(
        `both ${option} and another option give the header ${name}.`,
        'Leave one of them out: curl would send one only.',
      );
    headers.set(name, value);
  };
  for (const user of given('user').slice(-1))
    setOnce('authorization', '-u', `Basic ${Buffer.from(user).toString('base64')}`);
  for (const bearer of given('oauth2-bearer').slice(-1))
    setOnce('authorization', '--oauth2-bearer', `Bearer ${bearer}`);
  const cookies = given('cookie');
  const cookieFile = cookies.find((cookie) => !cookie.includes('='));
  if (cookieFile !== undefined)
    throw refuse(`cookies are in the file ${cookieFile}; give them as -b 'name=value'.`);
  if (cookies.length > 0) setOnce('cookie', '-b', cookies.join('; '));
  const query = [url.search.slice(1), ...(isQuery ? data : [])].filter(Boolean).join('&');
  const request = {
    ...{ method, path: `${url.pathname}${query === '' ? '' : `?${query}`}` },
    headers: keepHeaders(headers),
    ...(body !== undefined && { body }),
  };
  return {
    requests: [request],
    origin: url.origin,
    leftOut:
      addresses.length > 1
        ? addresses.slice(1).map((other) => `${other}: only the first URL is taken.`)
        : [],
  };
}

interface OptionToken {
  readonly name: string;
  readonly rawName: string;
  readonly value?: string | undefined;
}

/** What is left out in silence would make another request. @throws LoadstoneError USAGE */
function assertOption({ name, rawName, value }: OptionToken): void {
  const known: Readonly<Record<string, { readonly type: 'string' | 'boolean' }>> = options;
  const option = Object.hasOwn(known, name) ? known[name] : undefined;
  if (option === undefined)
    throw refuse(
      `the option ${rawName} is not known, and may be part of the request.`,
      'Leave it out, or say what it does with -X, -H and --data-raw.',
    );
  if (option.type === 'string' && value === undefined)
    throw refuse(`the option ${rawName} has no value.`);
}

function findUrl([address]: readonly string[]): URL {
  if (address === undefined) throw refuse('it names no URL.');
  const url = URL.parse(/^[a-z]+:\/\//i.test(address) ? address : `http://${address}`);
  if (url === null || !/^https?:$/.test(url.protocol))
    throw refuse(`${address} is no URL of http or https.`);
  return url;
}

/** Words of a shell; `$'…'`, which browsers use for what has quotes or line breaks, is read first. */
function splitWords(command: string): readonly string[] {
  const open = findOpenQuote(command);
  if (open !== undefined) throw refuse(`the quote ${open} is not closed.`);
  const kept: string[] = [];
  const plain = command
    .replaceAll(
      /\$'((?:[^'\\]|\\[\s\S])*)'/g,
      (_, inner: string) => `@@${kept.push(readEscapes(inner)) - 1}@@`,
    )
    .replaceAll(/\\\r?\n/g, ' ');
  return parse(plain, (name) => `$${name}`).flatMap((entry) => {
    const word =
      typeof entry === 'string'
        ? entry
        : 'op' in entry
          ? entry.op === 'glob'
            ? entry.pattern
            : undefined
          : undefined;
    if (word === undefined && 'comment' in (entry as object)) return [];
    if (word === undefined)
      throw refuse('it holds more than one command; put URLs with & between quotes.');
    return [word.replaceAll(/@@(\d+)@@/g, (whole, index: string) => kept[Number(index)] ?? whole)];
  });
}

/** The quote that nothing closes: `'`, `"` or `$'`; undefined where all are closed. */
function findOpenQuote(command: string): string | undefined {
  let open: string | undefined;
  for (let at = 0; at < command.length; at += 1) {
    const letter = command[at];
    if (letter === '\\' && open !== "'") at += 1;
    else if (open === undefined) {
      if (letter === '$' && command[at + 1] === "'") {
        open = "$'";
        at += 1;
      } else if (letter === "'" || letter === '"') open = letter;
    } else if (letter === open.at(-1)) open = undefined;
  }
  return open;
}

const escapes: Readonly<Record<string, string>> = { n: '\n', r: '\r', t: '\t', '0': '\0' };

function readEscapes(inner: string): string {
  return inner.replaceAll(
    /\\(?:u([0-9a-fA-F]{4})|x([0-9a-fA-F]{2})|([\s\S]))/g,
    (_, unicode, hex, other) =>
      other === undefined
        ? String.fromCharCode(Number.parseInt(unicode ?? hex, 16))
        : (escapes[other] ?? other),
  );
}

/** `name=value` and `value` alone; what stands before the first `=` is sent as it is. */
function encodeData(value: string): string {
  const at = value.indexOf('=');
  return at < 0
    ? encodeURIComponent(value)
    : `${value.slice(0, at + 1).replace(/^=/, '')}${encodeURIComponent(value.slice(at + 1))}`;
}
