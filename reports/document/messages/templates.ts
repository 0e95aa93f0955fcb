// What a language must have: an ICU message for each code, with just the parameters of the catalogue.
import type { Catalogue, MessageCode } from './catalogue.ts';

/** Names of the arguments of an ICU message: `{name}` and `{name, plural, one {…} other {…}}`. */
type ArgumentsOf<Template extends string> = Template extends `${infer Before}{${infer After}`
  ?
      | (Before extends `${string}, plural, one ` | `${string}} other ` ? never : NameAt<After>)
      | ArgumentsOf<After>
  : never;
type NameAt<Template extends string> = Template extends `${infer Inside}}${string}`
  ? Inside extends `${infer Name},${string}`
    ? Name
    : Inside
  : never;

/** The template itself where its arguments are those of its code, else what is wrong. */
type Checked<Code extends MessageCode, Template extends string> = [
  ArgumentsOf<Template>,
  keyof Catalogue[Code],
] extends [keyof Catalogue[Code], ArgumentsOf<Template>]
  ? Template
  : { readonly argumentsAre: ArgumentsOf<Template>; readonly mustBe: keyof Catalogue[Code] };

/** The messages of a language; it does not compile where one is missing or has other arguments than its code. */
export function defineMessages<const Templates extends Readonly<Record<MessageCode, string>>>(
  templates: Templates & { readonly [Code in MessageCode]: Checked<Code, Templates[Code]> },
): Readonly<Record<MessageCode, string>> {
  return templates;
}
