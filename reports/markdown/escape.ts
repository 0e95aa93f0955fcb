// Text inside Markdown: it stays text, whatever it holds, in a table cell as well as in a sentence.
import { cleanText } from '../figures/clean-text.ts';
import type { Sentence } from '../language/sentence.ts';

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
export function renderSentence(phrase: Sentence | string): string {
  if (typeof phrase === 'string') return escapeMarkdown(phrase);
  return phrase
    .map(({ kind, text }) => {
      if (kind === 'name' || kind === 'code') return renderName(text);
      return kind === 'strong' ? `<b>${escapeMarkdown(text)}</b>` : escapeMarkdown(text);
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
