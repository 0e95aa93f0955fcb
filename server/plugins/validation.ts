// Checks every part of a request against its schema; nothing extra is let through or silently removed.
import type { FastifySchemaCompiler } from 'fastify';
import type { TSchema } from 'typebox';
import { Compile } from 'typebox/compile';

/** What a validator found: the name of the place within the part, and what it must be. */
interface Finding {
  readonly instancePath: string;
  readonly message: string;
  readonly params: object;
}

function describe(findings: readonly Finding[], part: string): string {
  const lines = findings
    // An extra property is found twice: as such, and as a schema that is false.
    .filter((finding) => finding.message !== 'schema is false')
    .slice(0, 5)
    .map((finding) => {
      const extra = Object.values(finding.params).find(
        (value) => Array.isArray(value) && finding.message.includes('additional'),
      ) as string[] | undefined;
      const named = extra === undefined ? '' : `: ${extra.slice(0, 5).join(', ').slice(0, 200)}`;
      return `${part}${finding.instancePath} ${finding.message}${named}`;
    });
  return lines.join('; ');
}

function readProperties(schema: TSchema): Readonly<Record<string, { readonly type?: unknown }>> {
  return 'properties' in schema ? (schema.properties as Record<string, { type?: unknown }>) : {};
}

/** Texts of a query or path that stand for whole numbers, as the schema asks; a body is never coerced. */
function convertIntegers(schema: TSchema, value: unknown): unknown {
  if (typeof value !== 'object' || value === null) return value;
  const converted: Record<string, unknown> = { ...value };
  for (const [name, property] of Object.entries(readProperties(schema))) {
    const text = converted[name];
    if (property.type !== 'integer' || typeof text !== 'string') continue;
    if (/^-?\d{1,15}$/.test(text)) converted[name] = Number(text);
  }
  return converted;
}

/** Fastify's validator compiler over TypeBox: exact for bodies, whole numbers read from query and path. */
export const compileValidator: FastifySchemaCompiler<TSchema> = ({ schema, httpPart }) => {
  const validator = Compile(schema);
  const part = httpPart ?? 'request';
  return (value) => {
    const converted =
      part === 'body' || part === 'headers' ? value : convertIntegers(schema, value);
    if (validator.Check(converted)) return { value: converted };
    return { error: new Error(describe(validator.Errors(converted) as Finding[], part)) };
  };
};
