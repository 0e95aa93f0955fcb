// An experiment as it is written into a run folder: with the values that may be, and hashes for all others.

import { looksLikeCredential, replaceCredentials } from '../spec/credential-shape.ts';
import type { Experiment } from '../spec/experiment.ts';
import { findRecordedNames, type IsRecorded, isPrivateSetting } from '../spec/recorded-names.ts';
import { isSecretName } from '../spec/secret-name.ts';
import { findUserOptions, isSecretFlag, isUserOption, listSecretParts } from '../spec/secrets.ts';
import {
  decodeText,
  findQueryValues,
  findUserinfo,
  replaceParts,
  type TextPart,
} from '../spec/url-parts.ts';
import type { ValueHasher } from './value-hash.ts';

type Table = Readonly<Record<string, unknown>>;

interface Rule {
  readonly isRecorded: IsRecorded;
  readonly hasher: ValueHasher;
}

/** Keys of an experiment by what stands under them, wherever they are met: a new place is covered by its key. */
const tables = new Set(['env', 'headers']);
const commands = new Set(['command', 'args', 'install']);
const bodies = new Set(['body', 'bodyIncludes', 'typed']);

/**
 * The values of variables, headers, query parameters and bodies become hashes but for the names that are recorded;
 * command lines and URLs lose credentials. Of one that is so already it is the same.
 */
export function recordExperiment(experiment: Experiment, hasher: ValueHasher): Experiment {
  const rule = { isRecorded: findRecordedNames(experiment), hasher };
  // The run is planned again by its path, which is none of a request.
  const { configPath } = experiment;
  return { ...(recordValue(experiment, '', rule) as Experiment), configPath };
}

function recordValue(value: unknown, key: string, rule: Rule): unknown {
  const { isRecorded, hasher } = rule;
  if (typeof value === 'string')
    return bodies.has(key) ? hasher.mark(key, value) : recordUrls(value, isRecorded, hasher);
  if (Array.isArray(value))
    return commands.has(key) && isTexts(value)
      ? recordCommand(value, isRecorded, hasher)
      : value.map((item) => recordValue(item, key, rule));
  if (typeof value !== 'object' || value === null) return value;
  if (tables.has(key)) return recordTable(value as Table, (name) => !isRecorded(name), hasher);
  if (key === 'settings') {
    const isHidden = (name: string) => !isRecorded(name) && isPrivateSetting(name);
    return recordTable(value as Table, isHidden, hasher);
  }
  return Object.fromEntries(
    Object.entries(value).map(([name, item]) => [name, recordValue(item, name, rule)]),
  );
}

function isTexts(list: readonly unknown[]): list is readonly string[] {
  return list.every((item) => typeof item === 'string');
}

function recordTable(
  table: Table,
  isHidden: (name: string) => boolean,
  hasher: ValueHasher,
): Table {
  return Object.fromEntries(
    Object.entries(table).map(([name, value]) => [
      name,
      isHidden(name) ? hasher.mark(name, toText(value)) : value,
    ]),
  );
}

/** Every value that is hidden so, with everything in it that could turn up alone; harmless ones are among them. */
export function collectHiddenValues(experiment: Experiment): readonly string[] {
  const values = new Set<string>();
  const mark = (_name: string, value: string): string => {
    for (const part of listSecretParts(value)) if (part !== '') values.add(part);
    return '';
  };
  recordExperiment(experiment, { keyId: '', mark, digest: () => '' });
  return [...values];
}

/** Settings that a service says are in effect, comparable with the variables that its levels set. */
export function recordEcho(
  config: Readonly<Record<string, unknown>>,
  isRecorded: IsRecorded,
  hasher: ValueHasher,
): Readonly<Record<string, unknown>> {
  return recordTable(config, (name) => !isRecorded(name), hasher);
}

/** As an environment variable would hold it; null is an empty one. */
function toText(value: unknown): string {
  if (value === null || value === undefined) return '';
  return typeof value === 'object' ? JSON.stringify(value) : String(value);
}

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
function recordCommand(
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

/** The text with every URL and path in it so. */
function recordUrls(text: string, isRecorded: IsRecorded, hasher: ValueHasher): string {
  const bare = replaceParts<TextPart>(text, findUserinfo(text), (userinfo) =>
    hasher.mark('userinfo', userinfo),
  );
  return replaceParts(bare, findQueryValues(bare), (value, { name }) =>
    isRecorded(decodeText(name)) ? value : hasher.mark(decodeText(name), value),
  );
}
