// The secrets that a config holds, gathered once, so that they can be kept out of everything written.
import { isSecretName } from './secret-name.ts';
import { listSecretParts } from './secret-parts.ts';
import { decodeText, findQueryValues, findUserinfo, splitUserinfo } from './url-parts.ts';
import { findUserOptions, isUserOption } from './user-option.ts';

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
