// Outputs for people say nothing by hand: their sentences are messages (docs/architecture.md).
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';

const reports = join(import.meta.dirname, '../reports');
const folders = ['terminal', 'figures', 'verdict', 'html', 'html/sections', 'html/kit', 'live'];
/** Of the exports those that people read as they are; the others have names that programs know. */
const exported = ['markdown.ts', 'annotations.ts', 'gate-chart.ts', 'findings.ts'];
const files = [
  ...folders.flatMap((folder) =>
    readdirSync(join(reports, folder)).map((file) => join(folder, file)),
  ),
  ...exported.map((file) => join('exports', file)),
].filter((file) => /^(?!.*(?:\.test\.ts|\/test-)).*\.ts$/.test(file));

/** Texts in quotes, without commands that are printed to be copied and what programs read. */
function listTexts(source: string): readonly string[] {
  const code = source
    .replace(/\/\*[\s\S]*?\*\//g, '')
    .replace(/(^|\s)\/\/.*$/gm, '')
    .replace(/^import[\s\S]*?;$/gm, '')
    .replace(/description: '.*',/g, '');
  const texts = code.matchAll(/'((?:[^'\\\n]|\\.)*)'|`((?:[^`\\{<\n]|\\.|\$\{[^{}`]*\})*)`/g);
  return [...texts]
    .map(([, quoted, template = '']) => quoted ?? template.replace(/\$\{[^}]*\}/g, '…'))
    .filter((text) => !text.startsWith('npx loadstone '));
}

const isSentence = (text: string): boolean =>
  /\b[A-Za-z][a-z]+[ ,:]+[a-z]{2,}[ ,:.]+[a-z]{2,}/.test(text);

test('no sentence of an output is English by hand', () => {
  expect(files.length).toBeGreaterThan(100);
  const said = files.flatMap((file) =>
    listTexts(readFileSync(join(reports, file), 'utf8'))
      .filter(isSentence)
      .map((text) => `${file}: ${text}`),
  );
  expect(said).toEqual([]);
});

test('one that is would be found', () => {
  const hole = ['$', '{count}'].join('');
  const source = `const a = 1; // not this one here\nsay('The run is over now.', \`${hole} of them were late\`);`;
  expect(listTexts(source).filter(isSentence)).toEqual([
    'The run is over now.',
    '… of them were late',
  ]);
});
