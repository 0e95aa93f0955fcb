// Text inside XML: escaped, and without what XML 1.0 cannot carry.

// What is no Char of XML 1.0 (section 2.2), the C1 controls that it discourages, and marks that turn the reading direction.
const unfit = /[^\t\n\r\u0020-\u007e\u0085\u00a0-\ud7ff\ue000-\ufffd\u{10000}-\u{10ffff}]/gu;
const turning = /[\u202a-\u202e\u2066-\u2069\ufeff]/g;

const entities: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&apos;',
};

/** For attributes and elements alike; line breaks become spaces, since parsers do that to attributes anyway. */
export function escapeXml(text: string): string {
  return text
    .replace(unfit, '')
    .replace(turning, '')
    .replace(/\r\n|[\n\r\t\u0085\u2028\u2029]/g, ' ')
    .replace(/[&<>"']/g, (character) => entities[character] ?? '');
}

/** ` name="value"` for each. */
export function renderAttributes(attributes: Readonly<Record<string, string>>): string {
  return Object.entries(attributes)
    .map(([name, value]) => ` ${name}="${escapeXml(value)}"`)
    .join('');
}
