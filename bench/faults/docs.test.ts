// The table of docs/faults.md is made of what the faults declare; `-u` behind the file writes it anew.
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { defaults } from '../spec/defaults.ts';
import { createFault, faultKinds } from './catalogue.ts';
import type { FaultKind } from './fault-parameters.ts';

const docs = fileURLToPath(new URL('../../docs/faults.md', import.meta.url));

/** What is taken without a choice has a star, with its link where it has one. */
function renderName({ name, links }: FaultKind): string {
  const chosen = defaults.faults.inject.find((id) => id === name || id.startsWith(`${name}@`));
  const link = chosen === name ? undefined : chosen?.slice(name.length);
  const star = chosen === undefined ? '' : ` ★${link === undefined ? '' : ` (\`${link}\`)`}`;
  return `\`${name}${links.length > 0 ? '@…' : ''}\`${star}`;
}

function renderRow(kind: FaultKind): string {
  const [link] = kind.links;
  const { mechanism } = createFault({ fault: kind.name, ...(link !== undefined && { link }) });
  const [how] = mechanism.text.replace(/\.$/, '').split('. ');
  const parameters = [
    ...Object.entries(kind.parameters).map(
      ([key, { fallback, least, most }]) => `\`${key}\` ${fallback} (${least} to ${most})`,
    ),
    ...Object.keys(kind.texts).map((key) => `\`${key}\``),
  ];
  return `| ${renderName(kind)} | ${how} | ${parameters.join(', ') || '–'} |`;
}

test('docs/faults.md lists every fault with every parameter, its default and its range', async () => {
  const text = readFileSync(docs, 'utf8');
  const start = text.indexOf('| `control`');
  const end = text.indexOf('\n\n', start);
  const rows = faultKinds.map(renderRow);
  await expect(text.slice(0, start) + rows.join('\n') + text.slice(end)).toMatchFileSnapshot(docs);
  expect(rows.join('\n').match(/★/g)).toHaveLength(defaults.faults.inject.length);
  expect(start).toBeGreaterThan(0);
  expect(rows.length).toBeGreaterThan(20);
});
