// Options, ends, versions and readings of the k6 driver, without k6.
import { describe, expect, it } from 'vitest';
import { k6ExportTag } from '../../../scenarios/k6/protocol.ts';
import type { OpenLoad } from '../driver.ts';
import { findK6, parseK6Version } from './find-k6.ts';
import { buildSegmentArgs } from './held-start.ts';
import { buildRampOptions, buildSliceOptions, nameTarget } from './options.ts';
import { renderDataModule } from './player.ts';
import { judgeK6End, parseEndedChildrenCpuNs, readLastError } from './run-k6.ts';
import { chooseScriptFunction } from './script-function.ts';

describe('options', () => {
  const slice = { durationMs: 1_500, requestTimeoutMs: 5_000 };

  it('plays a closed load by constant-vus and waits for the last requests', () => {
    const load = { kind: 'closed', connections: 7 } as const;
    expect(buildSliceOptions({ ...slice, load }).scenarios).toEqual({
      slice: { executor: 'constant-vus', vus: 7, duration: '1500ms', gracefulStop: '7000ms' },
    });
  });

  it('keeps three decimals of a rate, in whole numbers', () => {
    const load = { kind: 'open', rateRps: 33.333, arrivals: 'uniform', maxConnections: 9 } as const;
    expect(buildSliceOptions({ ...slice, load }).scenarios).toEqual({
      slice: {
        executor: 'constant-arrival-rate',
        rate: 33_333,
        timeUnit: '1000s',
        duration: '1500ms',
        preAllocatedVUs: 9,
        maxVUs: 9,
        gracefulStop: '7000ms',
      },
    });
  });

  it('refuses a slice that is too short for k6', () => {
    const load = { kind: 'closed', connections: 1 } as const;
    expect(() => buildSliceOptions({ ...slice, durationMs: 999, load })).toThrow(/999 ms/);
  });

  it('plays stages scaled to the slice, with a step where one does not follow from the other', () => {
    const load: OpenLoad = {
      ...{ kind: 'open', rateRps: 75, arrivals: 'uniform', maxConnections: 9 },
      shape: [
        { fromRps: 50, toRps: 50, durationS: 20 },
        { fromRps: 100, toRps: 150, durationS: 10 },
      ],
    };
    expect(buildSliceOptions({ ...slice, load }).scenarios).toMatchObject({
      slice: {
        executor: 'ramping-arrival-rate',
        startRate: 50_000,
        stages: [
          { target: 50_000, duration: '1000ms' },
          { target: 100_000, duration: '0ms' },
          { target: 150_000, duration: '500ms' },
        ],
      },
    });
  });

  it('refuses a think time', () => {
    const load = { kind: 'closed', connections: 1, thinkTimeMs: 5 } as const;
    expect(() => buildSliceOptions({ ...slice, load })).toThrow(/think time/);
  });

  it('plays a ramp by ramping-arrival-rate', () => {
    const options = buildRampOptions({
      startRps: 10,
      stages: [{ targetRps: 100, durationMs: 2_000 }],
      maxConnections: 5,
      requestTimeoutMs: 1_000,
    });
    expect(options.scenarios).toMatchObject({
      slice: { startRate: 10_000, stages: [{ target: 100_000, duration: '2000ms' }], maxVUs: 5 },
    });
  });
});

describe('segments', () => {
  it.each([
    [0, '0:1/3'],
    [1, '1/3:2/3'],
    [2, '2/3:1'],
  ])('number %i of three is %s', (index, segment) => {
    expect(buildSegmentArgs({ part: { index, count: 3 }, controlPort: 6_565 })).toEqual([
      ...['--address', '127.0.0.1:6565', '--paused'],
      ...['--execution-segment', segment, '--execution-segment-sequence', '0,1/3,2/3,1'],
    ]);
  });
});

describe('reach', () => {
  const reachOf = (baseUrl: string, hostHeader?: string) =>
    nameTarget({ variantId: 'a', baseUrl, ...(hostHeader !== undefined && { hostHeader }) }).reach;

  it('is the address and port of the variant alone, any other is sent where nothing may go', () => {
    expect(reachOf('http://127.0.0.1:8055').hosts).toEqual({
      '127.0.0.1:8055': '127.0.0.1:8055',
      '*': '240.0.0.1:1',
    });
    expect(reachOf('http://127.0.0.1').hosts).toMatchObject({ '127.0.0.1:80': '127.0.0.1:80' });
    expect(reachOf('http://127.0.0.1:8055').blacklistIPs).toContain('128.0.0.0/1');
  });

  it('of a target by name is the name, at the address that was pinned', () => {
    expect(reachOf('http://127.0.0.1:8055', 'shop.test:8055').hosts).toEqual({
      'shop.test:8055': '127.0.0.1:8055',
      '*': '240.0.0.1:1',
    });
    expect(reachOf('http://[::1]:8055', 'localhost:8055').hosts).toMatchObject({
      'localhost:8055': '[::1]:8055',
    });
  });

  it('for an IPv6 address, which k6 takes for no name, is all that is asked at its port', () => {
    const { hosts, blacklistIPs } = reachOf('http://[::1]:8055');
    expect(hosts).toEqual({ '*:8055': '[::1]:8055', '*': '240.0.0.1:1' });
    expect(blacklistIPs).toContain('fe80::/10');
  });

  it('is refused for a name, which k6 would resolve again', () => {
    expect(() => reachOf('http://localhost:8055')).toThrow(
      expect.objectContaining({ code: 'TARGET_NOT_LOOPBACK' }),
    );
  });
});

describe('function of a script', () => {
  const tags = Object.fromEntries(
    ['default', 'write', 'other', 'setup'].map((name) => [name, k6ExportTag]),
  );
  const options = (scenarios: Record<string, object>) => ({ scenarios, tags });

  it('is the default one, or the only one that its scenarios play', () => {
    expect(chooseScriptFunction('s.js', { scenarios: null, tags }, undefined).exec).toBe('default');
    const one = options({ a: { exec: 'write', env: { A: '1' }, tags: null } });
    expect(chooseScriptFunction('s.js', one, undefined)).toEqual({
      ...{ exec: 'write', env: { A: '1' }, tags: {} },
    });
  });

  it('is refused where there are several, until the config names one', () => {
    const two = options({ read: { exec: null }, write: { exec: 'write', tags: { t: 'x' } } });
    expect(() => chooseScriptFunction('s.js', two, undefined)).toThrow(
      's.js plays 2 functions in its options.scenarios (default, write)',
    );
    expect(chooseScriptFunction('s.js', two, 'write')).toMatchObject({ tags: { t: 'x' } });
    expect(chooseScriptFunction('s.js', two, 'other')).toEqual({
      exec: 'other',
      env: {},
      tags: {},
    });
  });

  it('is refused where the script exports none of that name, with those that it does', () => {
    const choose = (exec: string) => () => chooseScriptFunction('s.js', options({}), exec);
    expect(choose('wirte')).toThrow('s.js exports no function wirte, which is to be played.');
    expect(choose('wirte')).toThrow(
      expect.objectContaining({
        code: 'SCENARIO_INVALID',
        hint: 'Name one that it exports with `exec`: default, write, other.',
      }),
    );
    expect(() => chooseScriptFunction('s.js', { tags: {} }, undefined)).toThrow(
      's.js exports no default function',
    );
  });

  it('is refused where the script plays it in two ways', () => {
    const both = options({ a: { env: { A: '1' } }, b: { env: { A: '2' } } });
    expect(() => chooseScriptFunction('s.js', both, undefined)).toThrow('different env or tags');
  });
});

describe('end of a run', () => {
  const log =
    'time="t" level=warning msg="no"\ntime="t" level=error msg="Error: \\"a\\"\\n\\tat b" hint="x"';

  it('is good with exit code 0 alone', () => {
    const end = { exitCode: 0, signal: undefined, lastOutput: log };
    expect(judgeK6End(end, undefined)).toBeUndefined();
    expect(judgeK6End(end, 'thrown')).toMatchObject({
      code: 'SCENARIO_INVALID',
      message: 'thrown',
    });
  });

  it.each([
    [104, 'DRIVER_FAILED'],
    [105, 'DRIVER_FAILED'],
    [107, 'SCENARIO_INVALID'],
    [108, 'SCENARIO_INVALID'],
    [1, 'DRIVER_FAILED'],
  ])('with exit code %i is %s, with the last error of the log', (exitCode, code) => {
    const failure = judgeK6End({ exitCode, signal: undefined, lastOutput: log }, undefined);
    expect(failure?.code).toBe(code);
    expect(failure?.message).toContain('Error: "a"\n\tat b');
  });

  it('by a signal is named', () => {
    const end = { exitCode: undefined, signal: 'SIGKILL', lastOutput: '' };
    expect(judgeK6End(end, undefined)?.message).toContain('SIGKILL');
  });

  it('has the whole output where no error is logged', () => {
    expect(readLastError('Segmentation fault')).toBe('Segmentation fault');
  });
});

describe('findK6', () => {
  it('knows the versions of k6 from other output', () => {
    expect(parseK6Version('k6 v1.8.1 (go1.26.8, linux/amd64)\n')).toBe('1.8.1');
    expect(parseK6Version('k6 v2.0.0-rc1 (commit/abc, go1.26, linux/amd64)')).toBe('2.0.0-rc1');
    expect(parseK6Version('v24.1.0')).toBeUndefined();
  });

  it('says why there is none, and how to get it', async () => {
    const nowhere = await findK6({ givenPath: undefined, stateDir: undefined, pathVariable: '' });
    expect(nowhere).toMatchObject({ kind: 'none', reason: expect.stringContaining('PATH') });
    const wrong = await findK6({ givenPath: process.execPath, stateDir: undefined });
    expect(wrong).toMatchObject({
      kind: 'none',
      hint: expect.stringContaining('loadstone setup --k6'),
    });
  });
});

describe('data module', () => {
  it.each([
    [null],
    ['text \u2028 "__proto__":'],
    [{ a: [1, { b: '王' }] }],
    [JSON.parse('{"__proto__":{"x":1}}')],
  ])('gives back %j', (data) => {
    const module: { exports: unknown } = { exports: undefined };
    new Function('module', renderDataModule(data))(module);
    expect(JSON.stringify(module.exports)).toBe(JSON.stringify({ data }));
  });
});

describe('CPU of ended children', () => {
  it('is read behind a program name with brackets and blanks', () => {
    const stat = '42 (a) b (c) S 1 2 3 4 5 6 7 8 9 10 11 12 130 24 20 0 1 0 5';
    expect(parseEndedChildrenCpuNs(stat)).toBe(1_540_000_000);
    expect(parseEndedChildrenCpuNs('42 (a) S 1')).toBeUndefined();
  });
});
