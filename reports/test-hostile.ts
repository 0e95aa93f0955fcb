// What must not be in any format, whatever names a document holds; for tests.

/**
 * Controls except the line ends of the format itself, marks that turn the reading direction, what nobody sees, half
 * characters, and what logs of CI obey wherever it stands.
 */
export const harmful =
  /[\p{Cs}\u00ad\u061c\u200b\u200e\u200f\u2028-\u202e\u2060-\u206f\u3164\ufeff\u{e0000}-\u{e007f}]|(?![\r\n])\p{Cc}|\r(?!\n)|##\w*\[/u;
const formula = /(?:^|[,;])"?\s*(?:[=+@]|-(?![\d.]+(?:e[+-]?\d+)?[,;\r]))/m;
/** What else must not be there, by format. */
export const forbidden: Readonly<Record<string, RegExp>> = {
  junit: /\]\]>|<script|<img|<!--|="[^"]*[<>][^"]*"/,
  // A fence holds its text as it is; nothing else may open an element that is not ours.
  summary: /<(?!\/?(?:code|details|summary|b|br)\b)|\*\*bold|\]\(|\n# heading/,
  comment:
    /<(?!\/?(?:code|details|summary|b|br)\b|!-- loadstone:[a-z0-9-]+ -->\n|!-- loadstone-changed: (?:yes|no) -->\n)|\*\*bold|\]\(/,
  annotations: /^(?!::(?:error|warning) [^:]*::|$).*/m,
  csv: formula,
  'csv-figures': formula,
  'csv-sweep': formula,
  'csv-scaling': formula,
  'csv-faults': formula,
  'csv-episodes': formula,
  'csv-quality': formula,
  openmetrics: /^(?!#|loadstone_|$).*/m,
  bmf: /[<>&]/,
  svg: /<script|<img|<!--|="[^"]*[<>][^"]*"/,
  'benchmark-smaller': /[<>&]/,
  'benchmark-bigger': /[<>&]/,
};

/** The place where it is, for a message that tells. */
export const find = (text: string, pattern: RegExp) => pattern.exec(text)?.[0];
