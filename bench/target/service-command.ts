// The command of a variant: how messages name it, and whether its program is there at all.
import { LoadstoneError } from '../errors.ts';
import { readInheritedEnv } from '../services/inherited-env.ts';
import { findProgramFault } from './program-fault.ts';

export interface ServiceCommand {
  /** Program and arguments. */
  readonly command: readonly string[];
  /** Arguments that the levels add. */
  readonly args: readonly string[];
  readonly env: Readonly<Record<string, string>>;
  /** Absolute folder that it runs in. */
  readonly cwd: string;
  /** Environment variable that tells it its port. */
  readonly portEnv: string;
}

/** The command with the names of its environment, never their values. */
export function describeCommand({ command, args, env, portEnv }: ServiceCommand): string {
  const names = Object.keys(env).sort().join(', ');
  return `\`${[...command, ...args].join(' ')}\` (environment: ${[portEnv, names].filter(Boolean).join(', ')})`;
}

/**
 * Said before it is started: behind the programs that pin and tie it, its own absence would be theirs to tell.
 * @throws LoadstoneError SERVICE_DIED where the program cannot be started
 */
export function assertProgram(given: ServiceCommand): void {
  const [program = ''] = given.command;
  const path = given.env.PATH ?? readInheritedEnv().PATH ?? '';
  const fault = findProgramFault(program, given.cwd, path);
  if (fault === undefined) return;
  throw new LoadstoneError(
    'SERVICE_DIED',
    `Cannot start ${describeCommand(given)}: ${fault}${fault.endsWith('?') ? '' : '.'}`,
    {
      hint: 'Mend target.command in the config; a program is looked for on PATH, or relative to target.cwd where it holds a /.',
    },
  );
}
