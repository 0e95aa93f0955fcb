// How the command is called, and where its docs are, for the user: in a project that installed it, not as in a clone.
import { existsSync } from 'node:fs';
import { basename, join, sep } from 'node:path';
import { fileURLToPath } from 'node:url';

const inPackages = `${sep}node_modules${sep}`;

/**
 * True where Loadstone is a package of a project, whose commands no shell finds; false in a clone and where it is
 * installed for the whole machine.
 * Yarn's Plug'n'Play has no folder that npx could find it in.
 * @param ownPath of any file of it, absolute
 */
export function isInProject(ownPath: string): boolean {
  const at = ownPath.indexOf(inPackages);
  return at >= 0 && existsSync(join(ownPath.slice(0, at), 'package.json'));
}

/** How the command is typed. Where files that others read name it, npx does everywhere. */
export type Caller = 'loadstone' | 'npx loadstone' | 'yarn loadstone';

/**
 * By its own name where a shell has found it so, as where it is installed for the whole machine or linked; else by npx,
 * as in a project that installed it and in a clone.
 * Yarn's Plug'n'Play has no folder that npx could find it in.
 * @param ownPath of any file of it, absolute
 * @param startedPath of what Node was told to run, a link where it is one; undefined where nobody knows
 */
export function findCaller(
  ownPath: string,
  startedPath: string | undefined,
  isPlugAndPlay = false,
): Caller {
  if (isPlugAndPlay) return 'yarn loadstone';
  if (isInProject(ownPath)) return 'npx loadstone';
  const isOfMachine = ownPath.includes(inPackages);
  const isNamed = startedPath !== undefined && basename(startedPath) === 'loadstone';
  return isOfMachine || (isNamed && !startedPath.includes(inPackages))
    ? 'loadstone'
    : 'npx loadstone';
}

const ownPath = fileURLToPath(import.meta.url);
const isInstalled = isInProject(ownPath);
const ownCaller = findCaller(ownPath, process.argv[1], process.versions.pnp !== undefined);

/** Where the package is in such a project, as everybody who stands in it can type it. */
const packageFolder = 'node_modules/loadstone';

/** Commands with the id of a run, or `latest`, that name no folder of runs yet; and those that list what is in one. */
const onRuns =
  /(?<![\w/.@-])(loadstone (?:list\b|[a-z]+(?: --(?:resume|more))? (?:latest|\d{8}-\d{6}-[0-9a-f]{4})\b))(?! --runs)/g;

/** The text with commands that find their run again: in the folder that this command was given. */
export function nameRuns(text: string, runs: string | undefined): string {
  if (runs === undefined) return text;
  const word = /^[\w./=,@-]+$/.test(runs) ? runs : `'${runs.replaceAll("'", "'\\''")}'`;
  return text.replaceAll(onRuns, (command) => `${command} --runs ${word}`);
}

/** The text with commands of ours as they can be typed here, whichever way they are written in it. */
export function nameCommands(text: string, caller: Caller = ownCaller): string {
  return text.replaceAll(/(?<![\w/.@-])(?:npx )?loadstone (?=[a-z-])/g, `${caller} `);
}

/** The text with documents of ours where they are in such a project: `docs/gates.md` is in `node_modules/loadstone`. */
export function nameDocs(text: string, isNeeded: boolean = isInstalled): string {
  return isNeeded
    ? text.replaceAll(/(?<![\w/.@-])docs\/[a-z-]+\.md\b/g, `${packageFolder}/$&`)
    : text;
}
