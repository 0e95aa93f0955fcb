// Brings caveats of drivers to their present name, in documents of any version: they were called doubts before 2026-12.
import { renameKeys } from './upgrade-keys.ts';

/** Where a document has warnings. */
const within = ['scenarios', 'cells', 'curves', 'warnings'];

/** The same value where nothing in it has the old name. */
export function renameCaveats(value: unknown): unknown {
  if (Array.isArray(value)) {
    const renamed = value.map(renameCaveats);
    return renamed.some((item, index) => item !== value[index]) ? renamed : value;
  }
  if (!isObject(value)) return value;
  if (value.code === 'DOUBTFUL_TRIAL')
    return { ...value, code: 'DRIVER_CAVEAT', message: renameParam(value.message) };
  const changed = within
    .map((key) => [key, renameCaveats(value[key])] as const)
    .filter(([key, item]) => item !== value[key]);
  return changed.length === 0 ? value : { ...value, ...Object.fromEntries(changed) };
}

function renameParam(message: unknown): unknown {
  if (!isObject(message) || !isObject(message.params)) return message;
  return { ...message, params: renameKeys(message.params, { doubt: 'caveat' }) };
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
