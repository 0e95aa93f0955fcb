// Text inside Markdown stays text, whatever it holds, and a text that may not be longer is cut at a whole line.
import { cleanText } from '../figures/clean-text.ts';
import type { Text } from './model.ts';

/** Longer names and sentences are cut: in characters. */
const longestName = 120;
const longestQuote = 600;
const longestCommand = 2_000;

// What CommonMark, its tables, HTML, the forges' own syntax or their logs (`::error`) give a meaning in the middle of a line.
const meaningful = /[&<>"'`*_[\]#|\\~@$]|:(?=:|\/\/|[\w+-]+:)/g;

/** Text in which nothing is marked up, linked, or mentions anybody. */
export function escapeMarkdown(text: string): string {
  return (
    cutText(cleanText(text), longestQuote)
      .replace(meaningful, (character) => `&#${character.charCodeAt(0)};`)
      // Forges look for mentions, issues and addresses after Markdown is done; a space of no width parts them.
      .replace(/&#(64|35|36|126);(?=\w)/g, '&#$1;&#8203;')
      .replace(/\bwww\./gi, 'www&#8203;.')
  );
}

/** A name as code: forges look for no mentions in there. */
export function renderName(text: string): string {
  const shown = cutText(cleanText(text), longestName);
  return `<code>${escapeMarkdown(shown.trim() === '' ? '(no name)' : shown)}</code>`;
}

/** A sentence of the catalogue, its names as code and its figures strong. */
export function renderText(text: Text): string {
  if (typeof text === 'string') return escapeMarkdown(text);
  return text
    .map(({ kind, text: part }) => {
      if (kind === 'name' || kind === 'code') return renderName(part);
      return kind === 'strong' ? `<b>${escapeMarkdown(part)}</b>` : escapeMarkdown(part);
    })
    .join('');
}

/** A command to copy: in a fenced block, since only the fence itself can end that. */
export function renderCommand(command: string): string {
  const text = cutText(cleanText(command), longestCommand);
  const longest = Math.max(2, ...[...text.matchAll(/`+/g)].map(([run]) => run.length));
  const fence = '`'.repeat(longest + 1);
  return `${fence}sh\n${text}\n${fence}`;
}

function cutText(text: string, most: number): string {
  const characters = [...text];
  return characters.length <= most ? text : `${characters.slice(0, most - 1).join('')}…`;
}

/** Lines between an opening and an end that always belong together, such as a table in `<details>`. */
export interface Block {
  readonly open: string;
  readonly lines: readonly string[];
  readonly close: string;
}

interface Budget {
  readonly most: number;
  /** A sentence. */
  readonly cut: string;
  readonly measure: (text: string) => number;
}

/** A block that stands or falls as a whole. */
export function whole(text: string): Block {
  return { open: text, lines: [], close: '' };
}

/** Lines that are seen on demand, below `head` where there is one. `title` is Markdown already. */
export function fold(title: string, head: string, lines: readonly string[]): Block {
  const open = `<details><summary>${title}</summary>\n${head === '' ? '' : `\n${head}`}`;
  return { open, lines, close: '\n</details>' };
}

/**
 * The blocks in their order as far as they fit, and `last` in any case; ends with a line break. Where anything
 * is missing the sentence `cut` stands in its place. `measure` gives the size of a text in the unit of `most`.
 */
export function fitBlocks(
  blocks: readonly Block[],
  last: string,
  { most, cut, measure }: Budget,
): string {
  const parts = takeBlocks(blocks, cut, most - measure(`${cut}\n\n${last}\n`), measure);
  return `${[...parts, last].join('\n\n')}\n`;
}

function takeBlocks(
  blocks: readonly Block[],
  cut: string,
  most: number,
  measure: Budget['measure'],
): string[] {
  let left = most;
  const parts: string[] = [];
  for (const { open, lines, close } of blocks) {
    let room = left - measure(`${open}\n${close}\n\n`);
    if (room < 0) return [...parts, cut];
    const kept: string[] = [];
    for (const line of lines) {
      room -= measure(`${line}\n`);
      if (room < 0) break;
      kept.push(line);
    }
    parts.push([open, ...kept, ...(close === '' ? [] : [close])].join('\n'));
    if (kept.length < lines.length) return [...parts, cut];
    left = room;
  }
  return parts;
}
