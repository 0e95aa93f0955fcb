// The picture of a run as PNG, by a real program of this machine.
import { readFileSync } from 'node:fs';
import { afterEach, expect, test, vi } from 'vitest';
import { readDocument } from '../../reports/document/versions.ts';
import { svg } from '../../reports/exports/picture.ts';
import { listRows } from '../../reports/exports/registry.ts';
import { convertToPng } from './png.ts';

const fixture = new URL('../../reports/fixtures/v4-complete.json', import.meta.url);
const picture = svg.render(
  listRows(readDocument('result', JSON.parse(readFileSync(fixture, 'utf8')))),
  {},
);

afterEach(() => vi.unstubAllEnvs());

test('it is twice the size of the drawing, whole, and not empty', () => {
  const bytes = Buffer.from(convertToPng(picture));
  expect(bytes.toString('latin1', 1, 4)).toBe('PNG');
  const height = Number(/height="([\d.]+)"/.exec(picture)?.[1]);
  expect(bytes.readUInt32BE(16)).toBe(1_920);
  expect(Math.abs(bytes.readUInt32BE(20) - 2 * height)).toBeLessThanOrEqual(2);
  expect(bytes.length).toBeGreaterThan(20_000);
});

test('a machine without such a program is told what to install', () => {
  vi.stubEnv('PATH', '/nowhere');
  expect(() => convertToPng(picture)).toThrow(
    expect.objectContaining({ code: 'PICTURE_UNAVAILABLE', hint: expect.stringContaining('svg') }),
  );
});
