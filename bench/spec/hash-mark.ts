// What stands in place of a value that is not written: `[hash:0123456789abcdef]`.

const wholeMark = /^\[hash:[0-9a-f]{16}\]$/;
const anyMark = /\[hash:[0-9a-f]{16}\]/;

/** @param digest hexadecimal digits, 16 at least */
export function buildHashMark(digest: string): string {
  return `[hash:${digest.slice(0, 16)}]`;
}

/** True for a mark and nothing else. */
export function isHashMark(value: string): boolean {
  return wholeMark.test(value);
}

/** True for a text with a mark in it: something of it is hidden. */
export function hidesValue(text: string): boolean {
  return anyMark.test(text);
}
