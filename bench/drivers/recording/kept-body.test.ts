// A body that is kept comes back whole; one that is too large, alone or with others, is told and let go.
import { expect, onTestFinished, test } from 'vitest';
import { maxHeldBytes, maxReadBytes, tooLargeToCheck } from '../../answer-limits.ts';
import { KeptBody } from './body.ts';

const mebibyte = 1024 * 1024;
const piece = Buffer.alloc(mebibyte, 'x');

function fill(body: KeptBody, mebibytes: number): KeptBody {
  body.start();
  onTestFinished(() => body.drop());
  for (let taken = 0; taken < mebibytes; taken += 1) body.take(piece, 0, piece.length);
  return body;
}

test('bytes come back in their order, whatever buffer they came in', () => {
  const body = new KeptBody();
  body.start();
  const buffer = Buffer.from('..one');
  body.take(buffer, 2, 5);
  buffer.write('.,two');
  body.take(buffer, 1, 5);
  expect(body.read('')).toEqual({ text: 'one,two' });
});

test('a body of the most bytes is read, and one byte more makes it unreadable', () => {
  const body = fill(new KeptBody(), maxReadBytes / mebibyte);
  expect(body.read('').text).toHaveLength(maxReadBytes);
  fill(body, maxReadBytes / mebibyte).take(piece, 0, 1);
  body.take(piece, 0, piece.length);
  expect(body.read('')).toEqual({ unreadable: tooLargeToCheck });
});

test('nothing is kept of a body that is announced as too large, and the next one is', () => {
  const body = new KeptBody();
  body.start();
  body.announce(maxReadBytes + 1);
  body.take(piece, 0, piece.length);
  expect(body.read('')).toEqual({ unreadable: tooLargeToCheck });
  body.start();
  body.announce(maxReadBytes);
  body.take(piece, 0, 5);
  expect(body.read('')).toEqual({ text: 'xxxxx' });
});

test('a large body does not spoil the next one', () => {
  const body = fill(new KeptBody(), 20);
  body.start();
  body.take(Buffer.from('small'), 0, 5);
  expect(body.read('')).toEqual({ text: 'small' });
});

test('all bodies of a process share a bound, and what is read or dropped makes room', () => {
  const most = maxHeldBytes / maxReadBytes;
  const bodies = Array.from({ length: most + 2 }, () => fill(new KeptBody(), 16));
  const [first, second] = bodies;
  const [lateOne, lateTwo] = bodies.slice(most);
  if (first === undefined || second === undefined) throw new Error('no bodies');
  expect(lateOne?.read('').unreadable).toContain('256 MiB together');
  expect(lateTwo?.read('').unreadable).toContain('256 MiB together');
  expect(first.read('').text).toHaveLength(maxReadBytes);
  second.drop();
  expect(fill(new KeptBody(), 16).read('').text).toHaveLength(maxReadBytes);
  expect(fill(new KeptBody(), 16).read('').text).toHaveLength(maxReadBytes);
});

test('a small body is kept even where large ones have used up the room', () => {
  for (let held = 0; held < maxHeldBytes / maxReadBytes; held += 1) fill(new KeptBody(), 16);
  const small = new KeptBody();
  small.start();
  small.take(piece, 0, 100 * 1024);
  expect(small.read('').text).toHaveLength(100 * 1024);
});
