// What is said while faults are injected: a line for each episode, and what is left.

import { expect, test } from 'vitest';
import { quoteText } from '../../reports/document/messages/message.ts';
import type { Fault } from '../faults/fault.ts';
import type { FaultNotRunRecord } from '../measurement/fault-records.ts';
import { createFaultProgress } from './fault-run.ts';
import type { TerminalIo } from './terminal-io.ts';

const variant = { id: 'cache=none', label: 'none', levels: { cache: 'none' }, isBaseline: true };
const fault = { id: 'redis-paused' } as Fault;
const episode = { group: 0, position: 0, variant, fault };
const notRun: FaultNotRunRecord = {
  ...{ kind: 'fault-not-run', group: 0, variantId: variant.id, faultId: 'redis-paused' },
  ...{ status: 'not-run', reason: quoteText('This variant has no Redis.') },
};
const place = { done: 1, planned: 4, left: 2 };

function listen(isErrTty: boolean, signal = new AbortController().signal, shown = variant) {
  const said: string[] = [];
  const kinds: (string | undefined)[] = [];
  const err = (text: string, kind?: string) => {
    said.push(text);
    kinds.push(kind);
  };
  const io = { err, isErrTty, widthColumns: 80 };
  const options = { variants: [shown], expectedMs: 30_000, isQuiet: false, signal };
  return { said, kinds, progress: createFaultProgress(options, io as unknown as TerminalIo) };
}

test('what could not be tried takes no time, so the guess of what is left stays', () => {
  const { said, progress } = listen(false);
  progress.onBegin(episode, place);
  progress.onEpisode(notRun, place);
  expect(said).toEqual([
    '1 of 4 · none · redis-paused: not run: This variant has no Redis. (about 60 s left)',
  ]);
});

test('a terminal says at once what is going on, in one line that fits, and takes it away again', () => {
  const { said, kinds, progress } = listen(true);
  progress.onBegin(episode, place);
  expect(said).toHaveLength(1);
  expect(said[0]).toMatch(/^1 of 4 · none · redis-paused · 1 of about 30 s · about 90 s left$/);
  progress.onEpisode(notRun, place);
  expect(said[1]).toContain('\u001b[J');
  expect(said.at(-1)).not.toContain('left');
  progress.close();
  expect(said).toHaveLength(3);
  // What is drawn over says so; the line that stays has nothing to draw.
  expect(kinds).toEqual(['drawing', 'drawing', undefined]);
});

test('after Ctrl-C nothing is drawn over what was said of it', () => {
  const interrupt = new AbortController();
  const { said, progress } = listen(true, interrupt.signal);
  progress.onBegin(episode, place);
  interrupt.abort();
  progress.close();
  expect(said).toHaveLength(1);
});

test('a hostile name acts nowhere, and the line that it stands in stays one', () => {
  const label = `\u001b[31mX\u001b[2J\n${'long '.repeat(40)}`;
  const { said, progress } = listen(true, undefined, { ...variant, label });
  progress.onBegin({ ...episode, variant: { ...variant, label } }, place);
  expect(said[0]).toContain('\\x1b[31mX\\x1b[2J long');
  expect(said[0]).not.toContain('\u001b');
  expect(said[0]).not.toContain('\n');
  expect(said[0]?.length).toBeLessThan(80);
  progress.close();
});
