// The published JSON Schema of a config, for editors of JSON configs.
import { configSchema } from './config-schema.ts';

const lineWidth = 100;

/** The text of config.schema.json, formatted as the linter wants it. */
export function renderConfigJsonSchema(): string {
  const document = {
    $schema: 'https://json-schema.org/draft/2020-12/schema',
    title: 'Loadstone config',
    ...configSchema,
  };
  return `${joinShortLists(JSON.stringify(document, null, 2))}\n`;
}

/** Lists of texts and numbers go on one line where they fit. */
function joinShortLists(json: string): string {
  return json.replace(
    /^( *)(.*)\[\n([^[\]{}]*)\n *\](,?)$/gm,
    (whole, indent, key, items, comma) => {
      const joined = items
        .split('\n')
        .map((item: string) => item.trim())
        .join(' ');
      const line = `${indent}${key}[${joined}]${comma}`;
      return line.length <= lineWidth ? line : whole;
    },
  );
}
