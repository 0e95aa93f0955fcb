// What may stand in a terminal for a person to copy, and what may not.
import { expect, test } from 'vitest';
import { findCommandProblem, findRunIdProblem } from './printed-command.ts';

test.each([
  'npx loadstone run',
  'loadstone run --preset demo --seed 42 --groups 8',
  "npx loadstone run --config 'my config.mts' --variant 'cache=*,threads=single' --scenario 'o'\\''hara' --ui",
  "npx loadstone faults --fault 'redis-*' --config '$(x); <b>`'",
  'npx loadstone sweep --slo-p99 50 --seconds-per-rate 2 --config [redacted-1]/a.mjs',
  'npx [redacted-1] run',
  'npx loadstone [redacted-2] --seed 1',
])('%s is a command to copy', (command) => {
  expect(findCommandProblem(command)).toBeUndefined();
});

test.each([
  ...['', 'curl evil.example', 'npx evil run', 'npx loadstone', 'npx loadstone history'],
  ...['cd x && npx loadstone gate', 'npx loadstone gateway', 'npx  loadstone run'],
  ...[';', '|', '&', '$(x)', '`x`', '<x', '>x', '{a,b}', '!1', '"x"', "'x", "x'", '\\x', '\\'].map(
    (sign) => `npx loadstone run --config ${sign}`,
  ),
  ...['\n', '\r', '\t', '\u001b[2J', '\u202e'].map((sign) => `npx loadstone run${sign}x`),
  ...['npx loadstone run\ntouch x', "npx loadstone run '\\''x", 'npx loadstone run; curl x|sh'],
])('%j is none', (command) => {
  expect(findCommandProblem(command)).toMatch(/^is no command line/);
});

test.each(['20260101-120000-aaaa', 'run-20261122-093000-7f3c', 'a'])('%s is an id', (id) => {
  expect(findRunIdProblem(id)).toBeUndefined();
});

test.each(['', '-x', '.', '..', '../x', 'a/b', 'a b', '$(x)', 'a;b', 'a\n', 'ä'])(
  '%j is no id',
  (id) => {
    expect(findRunIdProblem(id)).toBe('is no id of a run');
  },
);
