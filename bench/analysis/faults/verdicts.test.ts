// What a run of faults says as a whole: whether it may, and what to watch.

import { describe, expect, it } from 'vitest';
import { quoteText } from '../../../reports/document/messages/message.ts';
import { listSliceCaveats } from '../../drivers/open/slice-caveats.ts';
import type { FaultEpisodeRecord, FaultNotRunRecord } from '../../measurement/fault-records.ts';
import { failedAnswer, goodAnswer } from './test-episode.ts';
import {
  buildEpisode,
  buildTestCells,
  buildThreeEpisodes,
  cleanAudit,
  downUntil,
  testFaults,
  testSettings,
  testVariants,
} from './test-fault-records.ts';
import { judgeFaultValidity } from './validity.ts';
import { listWatchLines } from './watch.ts';

const redis = 'cache=redis';

function watch(records: readonly (FaultEpisodeRecord | FaultNotRunRecord)[]): readonly string[] {
  const cells = buildTestCells(records).filter(({ faultId }) => faultId === 'redis-paused');
  return listWatchLines({ cells, faults: testFaults }, testVariants, true).map(({ text }) => text);
}

function judge(episodes: readonly FaultEpisodeRecord[]) {
  const limits = { foreignCpuRatio: 0.1, rateDeviationRatio: 0.02 };
  const cells = buildTestCells(episodes);
  const { status, checks } = judgeFaultValidity({
    episodes,
    cells,
    settings: testSettings,
    limits,
  });
  const statusOf = (name: string) => checks.find((check) => check.name === name)?.status;
  return { status, statusOf };
}

const change = (changes: Partial<FaultEpisodeRecord>, groups = [0, 1, 2]) =>
  [0, 1, 2].map((group) => buildEpisode({ group, changes: groups.includes(group) ? changes : {} }));

describe('the watch lines', () => {
  it('tell stale reads of a void episode, too', () => {
    const staleness = { ...cleanAudit.staleness, beyondLimit: 2, maxMs: 4_000 };
    const lines = watch([
      ...buildThreeEpisodes({}),
      {
        ...{ kind: 'fault-not-run', group: 0, variantId: redis, faultId: 'redis-paused' },
        ...{ status: 'void', reason: quoteText('There is no Redis.') },
        audit: { ...cleanAudit, status: 'violated', staleness },
      },
    ]);
    expect(lines[0]).toBe('Redis paused, `redis`: 2 reads older than allowed, up to 4 s.');
  });

  it('are none where nothing happened', () => {
    expect(watch([...buildThreeEpisodes({}), ...buildThreeEpisodes({ variantId: redis })])).toEqual(
      [],
    );
  });

  it('tell nothing of a run that is invalid but wrong data', () => {
    const cells = buildTestCells(
      [6_000, 6_100, 6_200].map((afterHealMs, group) =>
        buildEpisode({ group, answer: downUntil(afterHealMs) }),
      ),
    );
    const linesOf = (isValid: boolean, given: typeof cells = cells) =>
      listWatchLines({ cells: given, faults: testFaults }, testVariants, isValid);
    expect(linesOf(true).length).toBeGreaterThan(0);
    expect(linesOf(false)).toEqual([]);
    const lossy = cells.map((cell) =>
      cell.figures === null
        ? cell
        : {
            ...cell,
            figures: {
              ...cell.figures,
              audit: { ...cell.figures.audit, status: 'violated' as const, lost: 2 },
            },
          },
    );
    expect(linesOf(false, lossy).map(({ code }) => code)).toEqual(['watch-variants']);
  });

  it('tell of no recovery where nobody noticed anything, as with nothing broken', () => {
    const slow = buildTestCells(
      [6_000, 6_100, 6_200].map((afterHealMs, group) =>
        buildEpisode({ group, answer: downUntil(afterHealMs) }),
      ),
    ).filter(({ figures }) => figures !== null);
    const told = (cells: typeof slow) =>
      listWatchLines({ cells, faults: testFaults }, testVariants, true).map(({ text }) => text);
    expect(told(slow).join(' ')).toContain('recovery takes 6.');
    const control = slow.map((cell) => ({ ...cell, faultId: 'control' }));
    expect(told(control).join(' ')).not.toContain('recovery takes');
    const unnoticed = slow.map((cell) => {
      const { figures } = cell;
      if (figures === null) return cell;
      const { during } = figures;
      const all = { ...during, availability: { ...during.availability, ratio: 1 } };
      const none = { ...figures.longestOutage, medianMs: 0, censored: 0 };
      return { ...cell, figures: { ...figures, during: all, longestOutage: none } };
    });
    expect(told(unnoticed).join(' ')).not.toContain('recovery takes');
  });

  it('tell what one variant does not survive, and how much worse it is than the baseline', () => {
    const lines = watch([
      ...buildThreeEpisodes({}),
      ...buildThreeEpisodes({ variantId: redis }, [0, 6_000, 60_000].map(downUntil)),
    ]);
    expect(lines).toEqual([
      'Redis paused: fewer than half of the requests are served well while it lasts with `redis` (0%).',
      'Redis paused, `redis`: the service never recovered in 1 of 3 groups (watched for 13 s).',
      'Differences between variants are figures only: with 3 groups any of them may be chance. At least 6 groups are needed to show one among 1.',
    ]);
    const even = watch(
      [6_000, 6_100, 6_200, 6_000, 6_100, 6_200].flatMap((afterHealMs, group) => [
        buildEpisode({ group }),
        buildEpisode({ group, variantId: redis, answer: downUntil(afterHealMs) }),
      ]),
    );
    expect(even).toEqual([
      'Redis paused: fewer than half of the requests are served well while it lasts with `redis` (0%).',
      'Redis paused, `redis`: recovery takes 6.3 s from the start of healing.',
      'Redis paused, `redis`: availability 55 percentage points below that of the baseline.',
    ]);
  });

  it('call a fault that no variant survives a single point of failure, once', () => {
    const lines = watch([
      ...buildThreeEpisodes({}, [downUntil(0)]),
      ...buildThreeEpisodes({ variantId: redis }, [downUntil(0)]),
    ]);
    expect(lines).toEqual([
      'Redis paused: a single point of failure; no variant serves requests while it lasts.',
    ]);
  });

  it('put wrong data before all else, and one sentence for variants of which the same is to be said', () => {
    const audit = { ...cleanAudit, status: 'violated', lost: 1, duplicated: 2 } as const;
    const answer = (dueMs: number) =>
      dueMs >= 10_000 && dueMs < 15_000 && dueMs % 50 > 20 ? failedAnswer : goodAnswer;
    const changes = { audit };
    const lines = watch([
      ...buildThreeEpisodes({ changes }, [answer]),
      ...buildThreeEpisodes({ variantId: redis, changes }, [answer]),
    ]);
    expect(lines).toEqual([
      'Redis paused, every variant: wrong data: 3 acknowledged writes lost and 6 writes duplicated.',
      'Redis paused: every variant serves fewer than half of the requests well while it lasts: `none` (40%) and `redis` (40%).',
    ]);
  });

  it('tell of reads that are too old, and of what was not looked at', () => {
    const staleness = { ...cleanAudit.staleness, beyondLimit: 1, maxMs: 2_400 };
    const lines = watch([
      ...buildThreeEpisodes({ changes: { audit: { ...cleanAudit, staleness } } }),
      {
        ...{ kind: 'fault-not-run', group: 0, variantId: redis, faultId: 'redis-paused' },
        ...{ status: 'not-run', reason: quoteText('There is no Redis.') },
      },
    ]);
    expect(lines).toEqual([
      'Redis paused, `none`: 3 reads older than allowed, up to 2.4 s.',
      'Redis paused: unknown for 1 of 2 variants. There is no Redis.',
    ]);
  });
});

describe('a run of faults', () => {
  it('is invalid without an episode', () => {
    expect(judge([]).status).toBe('invalid');
    expect(judge([buildEpisode({ group: 0, answer: () => failedAnswer })]).status).toBe('invalid');
  });

  it('is valid where all is well, with a warning for what was not measured', () => {
    const { status, statusOf } = judge(change({}));
    expect(status).toBe('valid');
    expect(statusOf('faults-measured')).toBe('warning');
    for (const name of ['enough-groups', 'requests-add-up', 'request-logs-whole', 'rate-kept']) {
      expect(statusOf(name)).toBe('ok');
    }
    for (const name of ['sends-on-time', 'foreign-cpu-within-limit', 'data-audited']) {
      expect(statusOf(name)).toBe('ok');
    }
  });

  it('is invalid where requests do not add up or are missing from the log', () => {
    const { counts, requests } = buildEpisode({ group: 0 });
    const lost = { ...counts, succeeded: counts.succeeded - 1 };
    expect(judge(change({ counts: lost }, [1])).statusOf('requests-add-up')).toBe('failed');
    const more = { ...counts, scheduled: counts.scheduled + 1, dropped: 1 };
    const { status, statusOf } = judge(change({ counts: more, requests }, [1]));
    expect([status, statusOf('request-logs-whole')]).toEqual(['invalid', 'failed']);
  });

  it('is invalid where the generator was late or had another rate, but not for what a fault does', () => {
    const evidence = { counts: buildEpisode({ group: 0 }).counts, strays: 0 };
    const late = listSliceCaveats({ ...evidence, sends: { all: 10, late: 9, waited: 0 } });
    const waited = listSliceCaveats({ ...evidence, sends: { all: 10, late: 0, waited: 9 } });
    expect(judge(change({ caveats: late, isGeneratorLate: true })).statusOf('sends-on-time')).toBe(
      'failed',
    );
    // Nothing is decided by the text of a caveat.
    expect(judge(change({ caveats: late })).statusOf('sends-on-time')).toBe('warning');
    expect(judge(change({ caveats: waited })).statusOf('sends-on-time')).toBe('warning');
    expect(judge(change({ rateRps: 120 })).statusOf('rate-kept')).toBe('failed');
  });

  it('is invalid on a busy machine, and warns where that is not known', () => {
    expect(judge(change({ foreignCpuRatio: 0.3 })).status).toBe('invalid');
    const unknown = judge(change({ foreignCpuRatio: undefined }));
    expect(unknown.statusOf('foreign-cpu-within-limit')).toBe('warning');
  });

  it('warns of few groups, blind audits, and a service that was not up before', () => {
    const audit = { ...cleanAudit, status: 'unknown', reason: quoteText('No write.') } as const;
    const answer = (dueMs: number) => (dueMs % 50 > 40 ? failedAnswer : goodAnswer);
    const { status, statusOf } = judge([buildEpisode({ group: 0, answer, changes: { audit } })]);
    expect(status).toBe('valid');
    expect(['enough-groups', 'data-audited', 'steady-before-the-fault'].map(statusOf)).toEqual([
      ...['warning', 'warning', 'warning'],
    ]);
  });

  it('fails where no variant answered half of the requests before the fault: that is overload', () => {
    const answer = (dueMs: number) => (dueMs % 50 > 20 ? failedAnswer : goodAnswer);
    const { statusOf } = judge([buildEpisode({ group: 0, answer })]);
    expect(statusOf('steady-before-the-fault')).toBe('failed');
  });
});
