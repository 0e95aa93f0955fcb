// The secrets that a config holds, gathered once, so that they can be kept out of everything written.
import { isSecretName } from './secret-name.ts';
import {
  decodeText,
  findQueryValues,
  findUserinfo,
  splitUserinfo,
  type TextPart,
} from './url-parts.ts';

/**
 * Values under secret names (the tokens inside headers such as `Bearer …` and cookies too), user and
 * password in URLs and secret query parameters, of any JSON-like value. In the order met, each once.
 */
export function collectSecrets(value: unknown): readonly string[] {
  return [...new Set(walk(value, false))].filter((secret) => secret !== '');
}

function* walk(value: unknown, isSecret: boolean): Generator<string> {
  if (typeof value === 'string') {
    if (isSecret) yield* listSecretParts(value);
    yield* findInText(value);
  } else if (Array.isArray(value)) {
    for (const [index, item] of value.entries()) {
      const before: unknown = value[index - 1];
      yield* walk(item, isSecret || isSecretFlag(before));
      if (isUserOption(before) && typeof item === 'string' && /^[^\s:/]+:(?!\/\/)/.test(item))
        yield splitUserinfo(item).secret;
    }
  } else if (typeof value === 'object' && value !== null) {
    for (const [key, item] of Object.entries(value)) {
      yield* walk(item, isSecret || isSecretName(key));
    }
  }
}

/** `--token`, whose value is the next argument. */
export function isSecretFlag(argument: unknown): boolean {
  return typeof argument === 'string' && /^--?[^=\s]+$/.test(argument) && isSecretName(argument);
}

function* findInText(text: string): Generator<string> {
  const [, flag = '', argument = ''] = /^(?:--?)?([^=\s/?&]+)=(.+)$/s.exec(text) ?? [];
  if (isSecretName(flag)) yield* listSecretParts(argument);
  for (const { start, end } of findUserOptions(text))
    yield splitUserinfo(text.slice(start, end)).secret;
  for (const { start, end } of findUserinfo(text)) {
    yield* withDecoded(splitUserinfo(text.slice(start, end)).secret);
  }
  for (const { name, start, end } of findQueryValues(text)) {
    if (isSecretName(decodeText(name))) yield* withDecoded(text.slice(start, end));
  }
}

function* withDecoded(text: string): Generator<string> {
  yield text;
  yield decodeText(text);
}

/** Longer texts are whole files, which are looked for as such. */
const longestTaken = 20_000;
/** Line breaks, also as files of variables and JSON write them. */
const lineBreak = /\r\n|[\r\n]|(?:\\r)?\\n/;

/**
 * The value itself, then everything in it that could turn up alone, each with its lines: output is read line by line.
 * Some of it comes more than once.
 */
export function* listSecretParts(value: string): Generator<string> {
  for (const part of listWholeParts(value)) {
    yield part;
    if (part.length > longestTaken || !lineBreak.test(part)) continue;
    // Of JSON the leaves are listed; its lines are names and signs besides, which are in many texts.
    if (parseTable(part) !== undefined) continue;
    for (const line of part.split(lineBreak)) if (line.trim() !== '') yield line.trim();
  }
}

function* listWholeParts(value: string): Generator<string> {
  yield value;
  if (value.length > longestTaken) return;
  if (value.includes('%')) yield decodeText(value);
  const [, password = ''] = /^[^\s:/]+:(?!\/\/)(\S+)$/.exec(value) ?? [];
  if (password !== '') yield password;
  const [, scheme = '', token = ''] = /^(\S+)\s+(\S+)$/.exec(value) ?? [];
  if (token !== '') yield token;
  if (scheme.toLowerCase() === 'basic') {
    const plain = Buffer.from(token, 'base64').toString('utf8');
    yield plain;
    yield plain.split(':').slice(1).join(':');
  }
  yield* listPairs(value);
  yield* listUrlParts(value);
  yield* listLeaves(value);
}

/** Cookies, forms and connection strings: `name=value` between `;`, `&` or blanks. */
function* listPairs(value: string): Generator<string> {
  if (!value.includes('=')) return;
  for (const part of value.split(/[;&]|\s/)) {
    const sign = part.indexOf('=');
    if (sign <= 0) continue;
    const text = part.slice(sign + 1).trim();
    yield text;
    yield decodeText(text);
  }
}

function* listUrlParts(value: string): Generator<string> {
  for (const { start, end } of findUserinfo(value)) {
    const { secret } = splitUserinfo(value.slice(start, end));
    yield secret;
    yield decodeText(secret);
  }
  for (const { start, end } of findQueryValues(value)) {
    yield value.slice(start, end);
    yield decodeText(value.slice(start, end));
  }
}

/** Texts and numbers at any depth, where the value is JSON. */
function* listLeaves(value: string): Generator<string> {
  yield* walkLeaves(parseTable(value));
}

/** What a text of JSON holds; undefined for any other. */
function parseTable(value: string): unknown {
  if (!/^\s*[[{"]/.test(value)) return undefined;
  try {
    return JSON.parse(value);
  } catch {
    return undefined;
  }
}

function* walkLeaves(value: unknown): Generator<string> {
  if (typeof value === 'string' || typeof value === 'number') yield String(value);
  else if (typeof value === 'object' && value !== null)
    for (const item of Object.values(value)) yield* walkLeaves(item);
}

/** Options that stand alone, whose value is the next argument; short ones may share a hyphen, as in `-su`. */
const alone = /^(?:-[A-Za-z]{0,6}[uU]|--(?:proxy-)?user)$/;

/** The options, `-u` with switches of curl that may share its hyphen where the value follows without a blank. */
const short = '-[#fgiknsvLNS]{0,8}[uU]';
const long = '--(?:proxy-)?user';
/** A password follows the colon; two slashes make it a URL. Its length is bounded so that no text is read again and again. */
const user = String.raw`[^\s"':=;|)/-][^\s"':=;|)/]{0,100}:(?!//)`;

/** An argument that is option and value in one. */
const whole = new RegExp(`^(${short}|${long}=)(${user}.+)$`, 's');

/** Inside a command for a shell, the value quoted or not. */
const inside = new RegExp(
  String.raw`(?<![^\s;&|("'\x60,])((?:${short}[ \t]*|${long}(?:=|[ \t]+))["']?)` +
    String.raw`((?<=")${user}[^"]+|(?<=')${user}[^']+|(?<!["'])${user}[^\s"';|)]+)`,
  'g',
);

/** Whether the next argument may be user and password. */
export function isUserOption(argument: unknown): boolean {
  return typeof argument === 'string' && alone.test(argument);
}

/** Where a command or an argument of one holds `user:password` behind such an option, in the order of the text. */
export function* findUserOptions(text: string): Generator<TextPart> {
  const [, option] = whole.exec(text) ?? [];
  if (option !== undefined) return yield { start: option.length, end: text.length };
  for (const { 1: option = '', 2: value = '', index } of text.matchAll(inside)) {
    const start = index + option.length;
    yield { start, end: start + value.length };
  }
}
