// The secrets that a config holds, gathered once, so that they can be kept out of everything written.
import { isSecretName } from './secret-name.ts';
import { findUrlPasswords } from './url-passwords.ts';

/** No name holds one of the characters that begin the next, so that no part of a text is read twice. */
const queryParameter = /[?&;]([^=?&;\s"']+)=([^&;\s"'#]+)/g;

/**
 * Values under secret names (the tokens inside headers such as `Bearer …` and cookies too), passwords
 * in URLs and secret query parameters, of any JSON-like value. In the order met, each once.
 */
export function collectSecrets(value: unknown): readonly string[] {
  return [...new Set(walk(value, false))].filter((secret) => secret !== '');
}

function* walk(value: unknown, isSecret: boolean): Generator<string> {
  if (typeof value === 'string') {
    if (isSecret) yield* listParts(value);
    yield* findInText(value);
  } else if (Array.isArray(value)) {
    for (const [index, item] of value.entries()) {
      yield* walk(item, isSecret || isSecretFlag(value[index - 1]));
    }
  } else if (typeof value === 'object' && value !== null) {
    for (const [key, item] of Object.entries(value)) {
      yield* walk(item, isSecret || isSecretName(key));
    }
  }
}

/** `--token`, whose value is the next argument. */
function isSecretFlag(argument: unknown): boolean {
  return typeof argument === 'string' && /^--?[^=\s]+$/.test(argument) && isSecretName(argument);
}

function* findInText(text: string): Generator<string> {
  const [, flag = '', argument = ''] = /^--?([^=\s]+)=(.+)$/.exec(text) ?? [];
  if (isSecretName(flag)) yield argument;
  for (const { start, end } of findUrlPasswords(text)) yield* withDecoded(text.slice(start, end));
  for (const [, name = '', value = ''] of text.matchAll(queryParameter)) {
    if (isSecretName(decode(name))) yield* withDecoded(value);
  }
}

/** A header's value may be a scheme and a token, user and password in base64, or a list of cookies. */
function* listParts(value: string): Generator<string> {
  yield value;
  const [, scheme = '', token = ''] = /^(\S+)\s+(\S+)$/.exec(value) ?? [];
  if (token !== '') yield token;
  if (scheme.toLowerCase() === 'basic') {
    const [, ...password] = Buffer.from(token, 'base64').toString('utf8').split(':');
    yield password.join(':');
  }
  for (const part of value.split(';')) {
    const [, cookie = ''] = /^\s*[^=\s]+=(.*)$/.exec(part) ?? [];
    if (cookie !== '') yield* withDecoded(cookie.trim());
  }
}

function* withDecoded(text: string): Generator<string> {
  yield text;
  yield decode(text);
}

function decode(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
