import { expect, test } from 'vitest';
import { renderProgressBar, showProgress } from './progress.ts';

function record(
  isTTY: boolean,
  columns = 60,
): {
  text: () => string;
  output: Parameters<typeof showProgress>[0];
} {
  let written = '';
  const write = (text: string) => {
    written += text;
  };
  return { text: () => written, output: { isTTY, columns, write } };
}

test('the bar says how far, how fast and how long', () => {
  expect(renderProgressBar('orders', 250, 1_000, 1, 80)).toBe(
    '[██████··················]  25 %  orders      250k rows/s  1 s left',
  );
});

test('the bar is never longer than the terminal', () => {
  expect(renderProgressBar('orders', 250, 1_000, 1, 40)).toHaveLength(39);
});

test('a terminal of unknown width gets a bar of the usual width', () => {
  const { text, output } = record(true, 0);
  showProgress(output).rows('orders', 500, 1_000, 10);
  expect(text()).toContain(' 50 %  orders');
});

test('a log gets ten plain lines, without control characters', () => {
  const { text, output } = record(false);
  const progress = showProgress(output);
  progress.step('begin');
  for (let done = 1; done <= 1_000; done++) progress.rows('orders', done, 1_000, done);
  expect(text().split('\n')).toHaveLength(12);
  expect(text()).toContain('loaded 100 % (1000 of 1000 rows, orders)');
  expect(text()).not.toContain('\u001b');
});

test('a terminal gets one line that rewrites itself, and steps on lines of their own', () => {
  const { text, output } = record(true);
  const progress = showProgress(output);
  progress.rows('orders', 1, 1_000, 10);
  progress.rows('orders', 2, 1_000, 20);
  progress.rows('orders', 1_000, 1_000, 30);
  progress.step('keys');
  expect(text().split('\r')).toHaveLength(4);
  expect(text().endsWith('keys\n')).toBe(true);
});
