// The kinds of faults with their parameters, and how the values that a config gives are checked.
import { suggest } from '../spec/did-you-mean.ts';
import type { Fault, Link } from './fault.ts';

interface FaultParameter {
  /** Where the config says nothing. */
  readonly fallback: number;
  /** Both included. */
  readonly least: number;
  readonly most: number;
  /** For documentation, with the unit. */
  readonly meaning: string;
}

export type FaultParameters = Readonly<Record<string, FaultParameter>>;

/** A value for each parameter of a kind. */
export type ParameterValues<Parameters extends FaultParameters> = {
  readonly [Name in keyof Parameters]: number;
};

/** A kind of fault; one of a link makes a fault for each link. */
export interface FaultKind {
  /** The id of its fault, without the link. */
  readonly name: string;
  readonly links: readonly Link[];
  readonly parameters: FaultParameters;
  /** Parameters that are texts, with their meanings; each may be left out. */
  readonly texts: Readonly<Record<string, string>>;
  /** Half a sentence for each thing that is wrong between values that are right alone. */
  findConflicts(values: Readonly<Record<string, number>>): readonly string[];
  /** @param link one of `links`; undefined where there are none */
  create(
    link: Link | undefined,
    values: Readonly<Record<string, number>>,
    texts: Readonly<Record<string, string>>,
  ): Fault;
}

/** A kind without a link. */
export function defineFault<const Parameters extends FaultParameters>(
  name: string,
  parameters: Parameters,
  create: (values: ParameterValues<Parameters>) => Fault,
  findConflicts: (values: ParameterValues<Parameters>) => readonly string[] = () => [],
): FaultKind {
  return {
    ...{ name, links: [], parameters, texts: {} },
    findConflicts: (values) => findConflicts(values as ParameterValues<Parameters>),
    create: (_, values) => create(values as ParameterValues<Parameters>),
  };
}

/** A kind without parameters. */
export function defineFixedFault(fault: Fault): FaultKind {
  return defineFault(fault.id, {}, () => fault);
}

/** A kind that is told texts, such as the names of tables. */
export function defineNamingFault(
  name: string,
  texts: Readonly<Record<string, string>>,
  create: (texts: Readonly<Record<string, string>>) => Fault,
): FaultKind {
  return {
    ...{ name, links: [], parameters: {}, texts },
    findConflicts: () => [],
    create: (_, __, given) => create(given),
  };
}

/** A kind for each link. */
export function defineLinkFault<const Parameters extends FaultParameters>(
  name: string,
  parameters: Parameters,
  create: (link: Link, values: ParameterValues<Parameters>) => Fault,
  findConflicts: (values: ParameterValues<Parameters>) => readonly string[] = () => [],
): FaultKind {
  return {
    ...{ name, links: ['service', 'postgres', 'redis'], parameters, texts: {} },
    findConflicts: (values) => findConflicts(values as ParameterValues<Parameters>),
    create(link, values) {
      if (link === undefined) throw new Error(`${name} needs a link`);
      return create(link, values as ParameterValues<Parameters>);
    },
  };
}

/** The given values with the fallbacks of the others, or a sentence for each that is wrong. */
export function resolveParameters(
  { name, parameters, texts: knownTexts, findConflicts }: FaultKind,
  given: Readonly<Record<string, unknown>>,
): {
  readonly values: Readonly<Record<string, number>>;
  readonly texts: Readonly<Record<string, string>>;
  readonly problems: readonly string[];
} {
  const known = [...Object.keys(parameters), ...Object.keys(knownTexts)];
  const problems: string[] = [];
  for (const key of Object.keys(given).filter((one) => !known.includes(one)))
    problems.push(`${name} has no parameter "${key}" (${suggest(key, known)})`);
  const values: Record<string, number> = {};
  for (const [key, { fallback, least, most }] of Object.entries(parameters)) {
    const value = given[key] ?? fallback;
    if (typeof value === 'number' && value >= least && value <= most) values[key] = value;
    else
      problems.push(
        `${name}: ${key} must be a number from ${least} to ${most}; it is ${JSON.stringify(value)}`,
      );
  }
  const texts: Record<string, string> = {};
  for (const key of Object.keys(knownTexts)) {
    const value = given[key];
    if (typeof value === 'string' && value !== '') texts[key] = value;
    else if (value !== undefined) problems.push(`${name}: ${key} must be a text that is not empty`);
  }
  if (problems.length === 0)
    problems.push(...findConflicts(values).map((conflict) => `${name}: ${conflict}`));
  return { values, texts, problems };
}
