// Turns phones as people type them into mainland mobile numbers.

const mobilePattern = /^1[3-9]\d{9}$/;
// Blanks (also full-width and no-break), tabs, dashes of all kinds, dots and brackets of both widths.
const separators = /[\s\u00a0\u3000\-‐‑‒–—―－.·()（）[\]【】]/g;
const fullWidthDigits = /[０-９＋]/g;
const fullWidthOffset = 0xfee0;

/** The 11 digits of a mainland mobile number, or undefined where the text isn't one. */
export function normalisePhone(raw: string): string | undefined {
  const plain = raw
    .replace(fullWidthDigits, (sign) => String.fromCharCode(sign.charCodeAt(0) - fullWidthOffset))
    .replace(separators, '')
    .replace(/^(?:\+|00)86/, '');
  if (mobilePattern.test(plain)) return plain;
  // The country code without its plus; no mobile number begins with 86 itself.
  const bare = plain.replace(/^86/, '');
  return mobilePattern.test(bare) ? bare : undefined;
}
