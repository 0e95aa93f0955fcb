// Lines of k6's output; the samples were written by k6 1.8.1.
import { describe, expect, it } from 'vitest';
import { createLineSplitter, ownMetricStarts, parseK6Line } from './points.ts';

const time = '2026-11-23T07:40:09.730157747Z';
const atMs = Date.parse('2026-11-23T07:40:09.730Z');

function pointLine(metric: string, value: number, tags: Readonly<Record<string, string>>): string {
  return JSON.stringify({ metric, type: 'Point', data: { time, value, tags } });
}

describe('parseK6Line', () => {
  it('reads an ended request', () => {
    const tags = { vu: '2', route: 'r', kind: 'failed', status: '500', reason: 'status 500' };
    expect(parseK6Line(pointLine('loadstone_ended', 1.25, { ...tags, opened: 'yes' }))).toEqual({
      kind: 'ended',
      atMs,
      responseTimeUs: 1_250,
      tags: { ...tags, body: 'unchecked', opened: 'yes' },
    });
  });

  it('takes a tag that is not there for an empty one, and an unknown kind for a failure', () => {
    expect(parseK6Line(pointLine('loadstone_ended', 1, { vu: '1' }))).toMatchObject({
      tags: { vu: '1', kind: 'failed', status: '', reason: '', opened: 'no' },
    });
  });

  it('reads beginning, sending, wait, drop and fault', () => {
    const lines = [
      pointLine('loadstone_started', 1_795_419_609_719, {}),
      pointLine('loadstone_sent', 1, { vu: '3' }),
      pointLine('loadstone_blocked', 0.5, { vu: '3' }),
      pointLine('dropped_iterations', 2, {}),
      pointLine('loadstone_fault', 1, { message: 'no' }),
    ];
    expect(lines.map(parseK6Line)).toEqual([
      { kind: 'started', atMs: 1_795_419_609_719 },
      { kind: 'sent', vu: '3' },
      { kind: 'blocked', vu: '3', blockedUs: 500 },
      { kind: 'dropped', atMs, count: 2 },
      { kind: 'fault', message: 'no' },
    ]);
  });

  it('passes over what only declares a metric, or is of another', () => {
    const declared = '{"type":"Metric","data":{"name":"loadstone_sent"},"metric":"loadstone_sent"}';
    expect(parseK6Line(declared)).toBeUndefined();
    expect(parseK6Line(pointLine('http_reqs', 1, {}))).toBeUndefined();
  });
});

describe('createLineSplitter', () => {
  it('gives the wanted lines whole, wherever the bytes are split', () => {
    const wanted = [
      pointLine('loadstone_sent', 1, { vu: '王' }),
      pointLine('dropped_iterations', 1, {}),
      pointLine('loadstone_ended', 1, { vu: '王' }),
    ];
    const text = [wanted[0], pointLine('http_reqs', 1, {}), '', wanted[1], wanted[2], ''].join(
      '\n',
    );
    const bytes = Buffer.from(text);
    for (const size of [1, 7, 64, bytes.length]) {
      const lines: string[] = [];
      const split = createLineSplitter(ownMetricStarts, (line) => lines.push(line));
      for (let start = 0; start < bytes.length; start += size) {
        split(bytes.subarray(start, start + size));
      }
      expect(lines).toEqual(wanted);
    }
  });
});
