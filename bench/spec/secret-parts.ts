// What a secret value is made of: a header's token, cookies, the leaves of JSON, the lines of a key file.
import { decodeText, findQueryValues, findUserinfo, splitUserinfo } from './url-parts.ts';

/** Longer texts are whole files, which are looked for as such. */
const longestTaken = 20_000;
/** Shorter lines of a longer text turn up anywhere. */
const leastLineLength = 12;

/** The value itself, then everything in it that could turn up alone; some of it more than once. */
export function* listSecretParts(value: string): Generator<string> {
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
  if (value.includes('\n'))
    for (const line of value.split(/\r?\n/)) if (line.length >= leastLineLength) yield line.trim();
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
  if (!/^\s*[[{"]/.test(value)) return;
  let parsed: unknown;
  try {
    parsed = JSON.parse(value);
  } catch {
    return;
  }
  yield* walkLeaves(parsed);
}

function* walkLeaves(value: unknown): Generator<string> {
  if (typeof value === 'string' || typeof value === 'number') yield String(value);
  else if (typeof value === 'object' && value !== null)
    for (const item of Object.values(value)) yield* walkLeaves(item);
}
