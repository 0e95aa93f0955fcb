// What must not be in any format, whatever names a document holds; for tests.

/** Controls except the line ends of the format itself, reading-direction marks, half characters. */
export const harmful = /[\p{Cs}\u202a-\u202e\u2066-\u2069]|(?![\r\n])\p{Cc}/u;
const formula = /(?:^|,)"?\s*[=+@]/m;
/** What else must not be there, by format. */
export const forbidden: Readonly<Record<string, RegExp>> = {
  junit: /\]\]>|<script|<img|<!--|="[^"]*[<>][^"]*"/,
  // A fence holds its text as it is; nothing else may open an element that is not ours.
  summary: /<(?!\/?(?:code|details|summary|b|br)\b)|\*\*bold|\]\(|\n# heading/,
  comment:
    /<(?!\/?(?:code|details|summary|b|br)\b|!-- loadstone:[a-z0-9-]+ -->\n|!-- loadstone-changed: (?:yes|no) -->\n)|\*\*bold|\]\(/,
  annotations: /^(?!::(?:error|warning) [^:]*::|$).*/m,
  csv: formula,
  'csv-faults': formula,
  'csv-episodes': formula,
  openmetrics: /^(?!#|loadstone_|$).*/m,
  bmf: /[<>&]/,
  'benchmark-smaller': /[<>&]/,
  'benchmark-bigger': /[<>&]/,
};

/** The place where it is, for a message that tells. */
export const find = (text: string, pattern: RegExp) => pattern.exec(text)?.[0];
