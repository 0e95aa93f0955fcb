// A number with its noun, in the singular where it is one.

/** `1 group`, `27 groups`. @param many where it is not the noun with an s */
export function countOf(count: number, one: string, many: string = `${one}s`): string {
  return `${count} ${count === 1 ? one : many}`;
}
