// User and password as curl and its like take them: `-u user:password`, `-uuser:password`, `--user=user:password`.
import type { TextPart } from './url-parts.ts';

/** Options that stand alone, whose value is the next argument; short ones may share a hyphen, as in `-su`. */
const alone = /^(?:-[A-Za-z]{0,6}[uU]|--(?:proxy-)?user)$/;

/** The options, `-u` with switches of curl that may share its hyphen where the value follows without a blank. */
const short = '-[#fgiknsvLNS]{0,8}[uU]';
const long = '--(?:proxy-)?user';
/** A password follows the colon; two slashes make it a URL. Its length is bounded so that no text is read again and again. */
const user = String.raw`[^\s"':=;|)/-][^\s"':=;|)/]{0,100}:(?!//)`;

/** An argument that is option and value in one. */
const whole = new RegExp(`^(${short}|${long}=)(${user}.+)$`, 's');

/** Inside a command for a shell, the value quoted or not. */
const inside = new RegExp(
  String.raw`(?<![^\s;&|("'\x60,])((?:${short}[ \t]*|${long}(?:=|[ \t]+))["']?)` +
    String.raw`((?<=")${user}[^"]+|(?<=')${user}[^']+|(?<!["'])${user}[^\s"';|)]+)`,
  'g',
);

/** Whether the next argument may be user and password. */
export function isUserOption(argument: unknown): boolean {
  return typeof argument === 'string' && alone.test(argument);
}

/** Where a command or an argument of one holds `user:password` behind such an option, in the order of the text. */
export function* findUserOptions(text: string): Generator<TextPart> {
  const [, option] = whole.exec(text) ?? [];
  if (option !== undefined) return yield { start: option.length, end: text.length };
  for (const { 1: option = '', 2: value = '', index } of text.matchAll(inside)) {
    const start = index + option.length;
    yield { start, end: start + value.length };
  }
}
