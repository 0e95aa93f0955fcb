// Shows as escapes what would deceive a reader of foreign text: a terminal, a browser, a CI's log, or a person.

/*
 * Controls (escape sequences of terminals begin with one, C1 has others), halves of characters, line separators,
 * marks that turn the reading direction, and what nobody sees. What emoji, Han, Arabic and Indic scripts need to look
 * right stays.
 */
const deceptive =
  /(?![\ufe0e\ufe0f]|(?<=[\p{Extended_Pictographic}\p{M}\p{EMod}\p{sc=Arab}])[\u200c\u200d]|(?<=\p{sc=Han})[\u{e0100}-\u{e01ef}])[\p{Cc}\p{Cs}\p{Zl}\p{Zp}\p{DI}\ufff9-\ufffb\ufffe\uffff\u2800]/gu;

/** `##[error]`, `##vso[…]`, `##teamcity[…]`: logs of CI take them for commands, wherever they stand in a line. */
const command = /(?<=#)#(?=\w*\[)/g;

/** Most text has none of it, and is asked for it thousands of times a page. */
const harmless = /^[ -"$-~]*$/;

/** One line, for a cell or a name: each harmful character as `\x1b` or `\u202e`; line breaks and tabs become spaces. */
export function cleanText(text: string): string {
  if (harmless.test(text)) return text;
  return show(text.replace(/\r\n|[\n\t]/g, ' '));
}

/** Several lines, as a program or a service wrote them: the same, but line breaks stay. */
export function cleanLines(text: string): string {
  return text
    .split(/\r?\n/)
    .map((line) => (harmless.test(line) ? line : show(line.replaceAll('\t', '    '))))
    .join('\n');
}

/** JSON that means the same, with each harmful character as the escape that JSON has for it. */
export function cleanJson(json: string): string {
  return json
    .split('\n')
    .map((line) =>
      harmless.test(line) ? line : line.replace(deceptive, toUnits).replace(command, '\\u0023'),
    )
    .join('\n');
}

function show(text: string): string {
  return text.replace(deceptive, toEscape).replace(command, '\\x23');
}

/** As string literals of JavaScript have it. */
function toEscape(character: string): string {
  if (character === '\r') return '\\r';
  const code = character.codePointAt(0) ?? 0;
  const digits = code.toString(16);
  if (code <= 0xff) return `\\x${digits.padStart(2, '0')}`;
  return code <= 0xffff ? `\\u${digits.padStart(4, '0')}` : `\\u{${digits}}`;
}

function toUnits(character: string): string {
  return character
    .split('')
    .map((unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`)
    .join('');
}
