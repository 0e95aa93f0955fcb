// Other systems are told by what they lack; what they do is seen on none of them.
import { expect, test } from 'vitest';
import { describeSupport, type PlatformFacts } from './platform-support.ts';

const host = { totalNs: 2e9, idleNs: 1e9, stealNs: 0, cpuPressureUs: 5 };
const linux: PlatformFacts = { platform: 'linux', cpuCount: 2, host, pinFailure: undefined };
const say = (facts: Partial<PlatformFacts>) => describeSupport({ ...linux, ...facts });

test('a Linux that offers all has nothing to be warned of', () => {
  expect(say({}).map(({ isThere }) => isThere)).toEqual([true, true]);
});

test('a kernel without pressure, and a machine without taskset, say what is missing', () => {
  const [pinning, rest] = say({
    host: { ...host, cpuPressureUs: undefined },
    pinFailure: 'taskset (util-linux) is not installed',
  });
  expect(pinning).toMatchObject({ isThere: false });
  expect(pinning?.text).toContain('taskset (util-linux) is not installed');
  expect(rest?.text).toContain('Not readable here: CPU pressure;');
});

test.each(['darwin', 'win32'] as const)(
  '%s: what is reduced, and that nobody has tried it',
  (platform) => {
    const notes = say({ platform, host: undefined, pinFailure: 'it works on Linux only' });
    expect(notes.every(({ isThere }) => !isThere)).toBe(true);
    const text = notes.map((note) => note.text).join('\n');
    expect(text).toContain('it works on Linux only');
    expect(text).toContain('steal, foreign load, CPU pressure');
    expect(text).toContain('tested on Linux only');
    expect(text.includes('sh on PATH')).toBe(platform === 'win32');
  },
);
