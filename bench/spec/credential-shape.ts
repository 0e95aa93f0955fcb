// What looks like a credential by itself, whatever name it stands under.

/** Tokens that their makers mark, so that they are found when they leak. */
const markedTokens = new RegExp(
  [
    String.raw`eyJ[\w-]{8,}\.[\w-]{8,}(?:\.[\w-]*)?`, // JSON web token
    'gh[pousr]_[A-Za-z0-9]{20,}',
    String.raw`github_pat_\w{20,}`,
    String.raw`glpat-[\w-]{20,}`,
    String.raw`xox[abeoprs]-[\w-]{10,}`,
    String.raw`(?:sk|pk|rk)_(?:live|test)_\w{10,}`,
    String.raw`sk-[\w-]{20,}`,
    '(?:AKIA|ASIA)[A-Z0-9]{16}',
    String.raw`AIza[\w-]{35}`,
    'npm_[A-Za-z0-9]{30,}',
  ]
    .map((pattern) => `(?<![\\w-])${pattern}`)
    .join('|'),
  'g',
);

const privateKey = /-----BEGIN [A-Z ]*PRIVATE KEY-----[^-]*(?:-----END [A-Z ]*PRIVATE KEY-----)?/g;

/** The text with such tokens and private keys replaced. */
export function replaceCredentials(text: string, replace: (token: string) => string): string {
  return text.replace(markedTokens, replace).replace(privateKey, replace);
}

/** Letters of a word that could be random, none of them a path or a decimal point. */
const randomWord = /^[A-Za-z0-9_~+=-]{16,}$/;
const leastDigits = 3;
/** Bits a character; words of a language have less at such a length. */
const leastEntropyBits = 3;

/** An option whose name is made of words, with its value: `--invocation-count-for-turbofan=300`. */
const wordyOption = /^--[a-z]{2,}(?:-[a-z]{2,})*=(?=[^=])/;

/**
 * True for a word that is marked as a token or looks drawn at random, such as 32 hexadecimal digits. Of an option with
 * its value the value is asked alone: a long name and a few digits look random together.
 */
export function looksLikeCredential(word: string): boolean {
  if (replaceCredentials(word, () => '') !== word) return true;
  return looksRandom(word.replace(wordyOption, ''));
}

function looksRandom(word: string): boolean {
  if (!randomWord.test(word) || !/[A-Za-z]/.test(word)) return false;
  return (word.match(/\d/g)?.length ?? 0) >= leastDigits && entropyBits(word) >= leastEntropyBits;
}

/** Shannon's entropy of the letters, bits a character. */
function entropyBits(word: string): number {
  const counts = [...Map.groupBy(word, (letter) => letter).values()].map(({ length }) => length);
  return -counts.reduce((sum, count) => {
    const share = count / word.length;
    return sum + share * Math.log2(share);
  }, 0);
}
