import { expect, test } from 'vitest';
import { CopyRows, copyHeader, copyTrailer } from './copy-rows.ts';

test('fields are written as the binary COPY format wants them', () => {
  const rows = new CopyRows();
  rows.row(6);
  rows.smallint(-2);
  rows.integer(70_000);
  rows.bigint(2 ** 40 + 5);
  rows.nothing();
  rows.text('é１');
  rows.timestamp(Date.UTC(2000, 0, 1, 0, 0, 1));
  expect(rows.take().toString('hex')).toBe(
    [
      ...['0006', '00000002fffe', '0000000400011170', '000000080000010000000005', 'ffffffff'],
      ...['00000005c3a9efbc91', '0000000800000000000f4240'],
    ].join(''),
  );
});

test('what was taken is not written again, and stays as it was', () => {
  const rows = new CopyRows();
  rows.row(1);
  rows.integer(1);
  const first = rows.take();
  const before = first.toString('hex');
  rows.row(1);
  rows.integer(2);
  expect(rows.take().toString('hex')).toBe('00010000000400000002');
  expect(first.toString('hex')).toBe(before);
  expect(rows.take()).toHaveLength(0);
});

test('rows beyond the first buffer are kept whole', () => {
  const rows = new CopyRows();
  const text = 'x'.repeat(1_900);
  for (let index = 0; index < 500; index++) {
    rows.row(1);
    rows.text(text);
  }
  const taken = rows.take();
  expect(taken).toHaveLength(500 * 1_906);
  expect(taken.subarray(-1_900).toString()).toBe(text);
});

test('header and trailer are those of the format', () => {
  expect(copyHeader.toString('hex')).toBe('5047434f50590aff0d0a000000000000000000');
  expect(copyTrailer.readInt16BE()).toBe(-1);
});
