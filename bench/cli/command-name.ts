// How the command is called, and where its docs are, for the user: in a project that installed it, not as in a clone.
import { existsSync } from 'node:fs';
import { join, sep } from 'node:path';
import { fileURLToPath } from 'node:url';

const inPackages = `${sep}node_modules${sep}`;

/**
 * True where Loadstone is a package of a project, whose commands no shell finds; false in a clone and where it is
 * installed for the whole machine.
 * @param ownPath of any file of it, absolute
 */
export function isInProject(ownPath: string): boolean {
  const at = ownPath.indexOf(inPackages);
  return at >= 0 && existsSync(join(ownPath.slice(0, at), 'package.json'));
}

const ownPath = fileURLToPath(import.meta.url);
const isInstalled = isInProject(ownPath);
/** What finds the command: with Yarn's Plug'n'Play npx does not; undefined where a shell does. */
const ownRunner = process.versions.pnp === undefined ? (isInstalled ? 'npx' : undefined) : 'yarn';

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

/** The text with commands of ours as they can be typed here: `loadstone plan` is `npx loadstone plan` in a project. */
export function nameCommands(text: string, runner: string | undefined = ownRunner): string {
  return runner === undefined
    ? text
    : text.replaceAll(/(?<![\w/.@-])(?:npx )?loadstone (?=[a-z-])/g, `${runner} loadstone `);
}

/** The text with documents of ours where they are in such a project: `docs/gates.md` is in `node_modules/loadstone`. */
export function nameDocs(text: string, isNeeded: boolean = isInstalled): string {
  return isNeeded
    ? text.replaceAll(/(?<![\w/.@-])docs\/[a-z-]+\.md\b/g, `${packageFolder}/$&`)
    : text;
}
