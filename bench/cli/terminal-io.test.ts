// The last door to a terminal: only our own colours and redrawing get through, and only where they belong.
import { stripVTControlCharacters } from 'node:util';
import { expect, test } from 'vitest';
import { hostileTexts } from '../../reports/fixtures/hostile-texts.ts';
import { createPaint } from '../../reports/terminal/text.ts';
import { find, harmful } from '../../reports/test-hostile.ts';
import {
  drawOver,
  guardText,
  readColumns,
  type TerminalIo,
  type TextKind,
  tellFiles,
} from './terminal-io.ts';

const [plain, coloured] = [{ colour: false }, { colour: true }];
const kinds: readonly TextKind[] = ['plain', 'painted', 'drawing', 'file'];
const paint = createPaint(true);

test.each(kinds)('%s lets nothing hostile through', (kind) => {
  for (const text of hostileTexts) {
    // What looks like one of our colours is cleaned where it comes in; here it has no other meaning than a colour.
    const given = kind === 'plain' || kind === 'file' ? text : text.replaceAll('\u001b[31m', '');
    for (const place of [plain, coloured]) {
      const shown = guardText(`name: ${given}\n${given}\n`, kind, place);
      expect(find(shown, harmful), JSON.stringify(shown)).toBeUndefined();
    }
  }
});

test('our colours get through where colours are wanted and the text is a painted one', () => {
  const text = `${paint(['bold', 'green'], 'better')} ${paint('dim', 'than')} ${paint('red', 'it')}`;
  expect(guardText(text, 'painted', coloured)).toBe(text);
  expect(guardText(text, 'drawing', coloured)).toBe(text);
  for (const shown of [
    guardText(text, 'plain', coloured),
    guardText(text, 'painted', plain),
    guardText(text, 'file', coloured),
  ]) {
    expect(shown).not.toContain('\u001b');
    expect(shown).toContain('\\x1b[31mit');
  }
});

test('what hides, moves or blinks is no colour of ours', () => {
  for (const sequence of [
    '8m',
    '5m',
    '30m',
    '37m',
    '40m',
    '38;5;1m',
    '0m',
    '2K',
    '1A',
    '?25l',
    'H',
  ])
    expect(guardText(`\u001b[${sequence}x`, 'painted', coloured)).toBe(`\\x1b[${sequence}x`);
});

test('only a drawing moves the cursor, only at its beginning', () => {
  const back = drawOver(3);
  expect(back).toBe('\u001b[3A\r\u001b[J');
  expect(drawOver(0)).toBe('');
  expect(guardText(`${back}line\n`, 'drawing', plain)).toBe(`${back}line\n`);
  expect(guardText(`${back}\u001b[1A\n`, 'drawing', plain)).toBe(`${back}\u001b[1A\n`);
  expect(guardText(`line${back}\n`, 'drawing', plain)).toBe('line\\x1b[3A\\r\\x1b[J\n');
  expect(guardText(`${back}line\n`, 'painted', coloured)).toBe('\\x1b[3A\\r\\x1b[Jline\n');
});

test('a line is no workflow command, whatever stands before it, but a file of such commands is', () => {
  for (const kind of ['plain', 'painted', 'drawing'] as const) {
    const text = `of the service\n  ::add-mask::x\n${kind === 'plain' ? '' : paint('red', '::error file=a::b')}\n`;
    const shown = guardText(text, kind, coloured);
    expect(shown).toContain('\n  \\x3a:add-mask::x\n');
    expect(stripVTControlCharacters(shown)).not.toMatch(/^\s*::/m);
  }
  expect(guardText('::1 refused\nat ::ffff:127.0.0.1\n', 'plain', plain)).toBe(
    '::1 refused\nat ::ffff:127.0.0.1\n',
  );
  expect(guardText('::error title=a::b\n', 'file', plain)).toBe('::error title=a::b\n');
});

test('a file keeps its line ends', () => {
  expect(guardText('a,b\r\n1,2\r\nx\n', 'file', plain)).toBe('a,b\r\n1,2\r\nx\n');
});

test('columns keep their tabs, and nothing else that acts on a terminal', () => {
  const text = guardText('one\t\u001b[2Jwhat it is\n', 'columns', { colour: true });
  expect(text).not.toContain('\u001b');
  expect(text.split('\t')).toEqual(['one', expect.stringContaining('what it is\n')]);
});

test('COLUMNS counts where it is a number of columns', () => {
  expect(readColumns({ COLUMNS: '72' })).toBe(72);
  for (const COLUMNS of ['', '0', '-1', '1e3', '80px', '99999'])
    expect(readColumns({ COLUMNS })).toBeUndefined();
  expect(readColumns({})).toBeUndefined();
});

test('files stand beside each other where they fit, else each on a line of its own', () => {
  const told = (widthColumns: number) => {
    let text = '';
    const io = {
      widthColumns,
      err: (line: string) => {
        text += line;
      },
    };
    tellFiles(io as unknown as TerminalIo, {
      Report: ['runs/a/report.html'],
      Data: ['runs/a/b.json', 'runs/a/c.json'],
    });
    return text;
  };
  expect(told(80)).toBe('\nReport: runs/a/report.html\nData:   runs/a/b.json, runs/a/c.json');
  expect(told(30)).toBe(
    '\nReport: runs/a/report.html\nData:   runs/a/b.json\n        runs/a/c.json',
  );
});
