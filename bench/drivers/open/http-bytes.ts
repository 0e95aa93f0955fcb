// Byte classes and names of HTTP/1.1 that the parser and the writer share.

export const byteTab = 0x09;
export const byteLf = 0x0a;
export const byteCr = 0x0d;
export const byteSpace = 0x20;
export const byteComma = 0x2c;
export const byteColon = 0x3a;
export const byteSemicolon = 0x3b;

/** 1 for each byte that may stand in a field name (RFC 9110, `tchar`). */
export const isTokenByte: Uint8Array = buildTokenTable();

function buildTokenTable(): Uint8Array {
  const table = new Uint8Array(256);
  const tokens = "!#$%&'*+-.^_`|~0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ";
  for (const byte of Buffer.from(tokens, 'latin1')) table[byte] = 1;
  return table;
}

/** True where the byte may stand in a field value: tab, printable ASCII and the bytes above it. */
export function isFieldByte(byte: number): boolean {
  return byte >= byteSpace ? byte !== 0x7f : byte === byteTab;
}

/** Value of a hexadecimal digit, or -1 where the byte is none. */
export function hexDigitValue(byte: number): number {
  if (byte >= 0x30 && byte <= 0x39) return byte - 0x30;
  const lower = byte | 0x20;
  return lower >= 0x61 && lower <= 0x66 ? lower - 0x57 : -1;
}

/** True where bytes[from, from + name.length) is the lower-case name, in any case. */
export function isNameAt(bytes: Uint8Array, from: number, name: Uint8Array): boolean {
  for (let i = 0; i < name.length; i += 1) {
    if (((bytes[from + i] ?? 0) | 0x20) !== ((name[i] ?? 0) | 0x20)) return false;
  }
  return true;
}
