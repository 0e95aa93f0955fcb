// What `k6 inspect` reads of a k6 script of the user's own: its options, and as tags the functions that it exports.
import { k6ExportTag, k6InspectEnv } from './protocol.ts';

/** What a k6 script may export. */
interface UserScript {
  readonly options?: Readonly<Record<string, unknown>>;
  readonly [name: string]: unknown;
}

// k6 offers it, but its types do not: a module whose path is known only when the run starts.
declare function require(path: string): UserScript;

const script = require(__ENV[k6InspectEnv] ?? '');
const functions = Object.entries(script).filter(([, value]) => typeof value === 'function');

export const options = {
  ...script.options,
  tags: Object.fromEntries(functions.map(([name]) => [name, k6ExportTag])),
};

// k6 wants one.
export default function playNothing(): void {}
