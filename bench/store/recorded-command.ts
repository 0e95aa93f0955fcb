// A command line as it may be written down: without what looks like a credential.
import { looksLikeCredential, replaceCredentials } from '../spec/credential-shape.ts';
import type { IsRecorded } from '../spec/recorded-names.ts';
import { isSecretName } from '../spec/secret-name.ts';
import { isSecretFlag } from '../spec/secrets.ts';
import { replaceParts } from '../spec/url-parts.ts';
import { findUserOptions, isUserOption } from '../spec/secrets.ts';
import { recordUrls } from './recorded-url.ts';
import type { ValueHasher } from './value-hash.ts';

/** Flags of curl, docker and their like, whose next argument is a header or a variable. */
const headerFlag = /^(?:-H|--headers?)$/i;
const variableFlag = /^(?:-e|--env)$/;
/** The same with the value behind them. Of `-e` only with a name that is a variable's by convention: `-encoding=…`. */
const joinedHeader = /^(-H|--headers?=)([\w-]+:.*)$/s;
const joinedVariable = /^(-e(?=[A-Z_][A-Z0-9_]*=)|--env=)([A-Za-z_]\w*=.*)$/s;

/** `NAME=value` at the start of a word, the value quoted or not. */
const assignment = /(?<![^\s;&|("'`,])((?:--?)?[A-Za-z_][\w.-]*)=("[^"]*"|'[^']*'|[^\s"';|)]+)/g;

/** By convention a variable, not an option. */
const variableName = /^[A-Z_][A-Z0-9_]*$/;

/** Values of secret options and of variables become hashes, as do tokens; URLs lose user, password and query values. */
export function recordCommand(
  command: readonly string[],
  isRecorded: IsRecorded,
  hasher: ValueHasher,
): readonly string[] {
  return command.map((argument, index) => {
    const before = command[index - 1] ?? '';
    if (isSecretFlag(before) && !isRecorded(nameOf(before)))
      return hasher.mark(nameOf(before), argument);
    if (headerFlag.test(before)) return recordPair(argument, ':', isRecorded, hasher);
    if (variableFlag.test(before)) return recordPair(argument, '=', isRecorded, hasher);
    if (isUserOption(before) && argument.includes(':')) return hasher.mark('user', argument);
    const [, header, namedHeader = ''] = joinedHeader.exec(argument) ?? [];
    if (header !== undefined) return header + recordPair(namedHeader, ':', isRecorded, hasher);
    const [, variable, namedValue = ''] = joinedVariable.exec(argument) ?? [];
    if (variable !== undefined) return variable + recordPair(namedValue, '=', isRecorded, hasher);
    return recordText(argument, isRecorded, hasher);
  });
}

const nameOf = (flag: string): string => flag.replace(/^-+/, '');

/** `Name: value` and `NAME=value`. */
function recordPair(
  text: string,
  sign: ':' | '=',
  isRecorded: IsRecorded,
  hasher: ValueHasher,
): string {
  const at = text.indexOf(sign);
  const [name, value] = [text.slice(0, at), text.slice(at + 1).trim()];
  if (at < 0 || isRecorded(name.trim())) return recordText(text, isRecorded, hasher);
  return `${name}${sign}${hasher.mark(name.trim(), value)}`;
}

function recordText(text: string, isRecorded: IsRecorded, hasher: ValueHasher): string {
  if (looksLikeCredential(text)) return hasher.mark('argument', text);
  const withoutUsers = replaceParts(text, findUserOptions(text), (user) =>
    hasher.mark('user', user),
  );
  const assigned = withoutUsers.replace(assignment, (whole, flag: string, value: string) => {
    const name = nameOf(flag);
    if (isRecorded(name)) return whole;
    const isHidden =
      isSecretName(name) || variableName.test(flag) || looksLikeCredential(unquote(value));
    return isHidden ? `${flag}=${hasher.mark(name, unquote(value))}` : whole;
  });
  return recordUrls(
    replaceCredentials(assigned, (token) => hasher.mark('argument', token)),
    isRecorded,
    hasher,
  );
}

const unquote = (text: string): string => text.replace(/^(["'])(.*)\1$/s, '$2');
