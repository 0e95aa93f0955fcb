// A number with its noun in English, in the singular where it is one.

/** `12 gates`, `1 gate`. @param many where it is not the noun with an s */
export function countOf(count: number, one: string, many: string = `${one}s`): string {
  return `${count} ${count === 1 ? one : many}`;
}
