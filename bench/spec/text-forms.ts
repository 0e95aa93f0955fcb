// The forms that texts of a config may have: the pattern for machines, and the words for people.

interface TextForm {
  readonly pattern: string;
  /** Goes on after "must be". */
  readonly words: string;
}

export const textForms = {
  name: {
    pattern: '^[^\\s,=*|/\\\\]{1,60}$',
    words: 'a name of 1 to 60 characters without blanks and without , = * | / and \\',
  },
  variable: {
    pattern: '^[A-Za-z_][A-Za-z0-9_]*$',
    words: 'a name of letters, digits and _ that does not begin with a digit',
  },
  label: {
    pattern: '^[a-zA-Z_][a-zA-Z0-9_]*$',
    words: 'the name of a label: letters, digits and _, not beginning with a digit',
  },
  metric: {
    pattern: '^[a-zA-Z_:][a-zA-Z0-9_:]*$',
    words: 'the name of a metric: letters, digits, _ and :, not beginning with a digit',
  },
  path: {
    pattern: '^/\\S*$',
    words: 'a path that begins with / and has no blank in it (write %20 for one)',
  },
  encodings: {
    pattern: '^[A-Za-z0-9*;=., -]+$',
    words: 'encodings as the header Accept-Encoding has them, such as "gzip, br;q=0.5"',
  },
  headerName: {
    pattern: "^[A-Za-z0-9!#$%&'*+.^_`|~-]+$",
    words: "the name of a header: letters, digits and ! # $ % & ' * + . ^ _ ` | ~ -",
  },
  line: { pattern: '^[^\\r\\n]*$', words: 'a text of one line' },
  postgresUrl: {
    pattern: '^postgres(ql)?://',
    words: 'a URL that begins with postgres:// or postgresql://',
  },
  redisUrl: { pattern: '^rediss?://', words: 'a URL that begins with redis:// or rediss://' },
  dotted: {
    pattern: '^[^.]+(\\.[^.]+)*$',
    words: 'names joined by dots, such as cache.hits, none of them empty',
  },
} as const satisfies Readonly<Record<string, TextForm>>;

/** What a text must be that has to match the pattern; undefined where no form has it. */
export function sayForm(pattern: unknown): string | undefined {
  return Object.values(textForms).find((form) => form.pattern === pattern)?.words;
}
