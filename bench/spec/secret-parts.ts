// What a secret value is made of: a header's token, cookies, the leaves of JSON, the lines of a key file.
import { decodeText, findQueryValues, findUserinfo, splitUserinfo } from './url-parts.ts';

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
