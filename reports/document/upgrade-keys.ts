// Brings keys of older documents and records to their present names.

/** The same in the same order, each key that has a new name under it. A key that is there under its new name keeps its value. */
export function renameKeys(
  value: Readonly<Record<string, unknown>>,
  names: Readonly<Record<string, string>>,
): Readonly<Record<string, unknown>> {
  const isOld = (key: string) => Object.hasOwn(names, key);
  if (!Object.keys(value).some(isOld)) return value;
  return Object.fromEntries(
    Object.entries(value).flatMap(([key, item]) => {
      const name = isOld(key) ? names[key] : undefined;
      if (name === undefined) return [[key, item]];
      return Object.hasOwn(value, name) ? [] : [[name, item]];
    }),
  );
}
