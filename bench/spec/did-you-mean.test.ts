// A suggestion is a slip of the fingers away; what is another word is answered with the list.
import { expect, test } from 'vitest';
import { findMeant } from './did-you-mean.ts';

const keys = [
  'command',
  'path',
  'env',
  'csv',
  'junit',
  'bmf',
  'readyPath',
  'url',
  'groups',
  'latencyP99Us',
];

test.each([
  ['comand', 'command'],
  ['pth', 'path'],
  ['evn', 'env'],
  ['junitt', 'junit'],
  ['redyPath', 'readyPath'],
  ['gruops', 'groups'],
  ['p99', 'latencyP99Us'],
  ['URL', 'url'],
])('%s is %s', (word, meant) => {
  expect(findMeant(word, keys)).toBe(meant);
});

test.each(['xml', 'cat', 'png', 'html', 'port', 'bench'])('%s is none of them', (word) => {
  expect(findMeant(word, keys)).toBeUndefined();
});
