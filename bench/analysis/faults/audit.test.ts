// The audit: a service that keeps its word is never accused, one that does not is always caught.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { quoteText } from '../../../reports/document/messages/message.ts';
import type { AuditReadings } from '../../measurement/fault-records.ts';
import type { LoggedRequest, RequestLog } from '../../measurement/request-log.ts';
import { auditEpisode, auditWithoutReadings } from './audit.ts';
import { listOperations } from './audit-operations.ts';
import { anyStory, buildLoggedRequest as request, type ServiceStory } from './test-service-log.ts';

const options = { stalenessLimitMs: 0 };
const nothing: AuditReadings = { operations: [], versions: undefined, invariants: [] };

/** Runs a property over many stories. */
function forStories(check: (story: ServiceStory, pick: number) => void): void {
  fc.assert(fc.property(anyStory, fc.nat(), check), { seed: 7, numRuns: 300 });
}

function listFate({ log }: ServiceStory, wanted: string): readonly string[] {
  const operations = [...listOperations(log).values()];
  return operations.filter(({ fate }) => fate === wanted).map(({ operationId }) => operationId);
}

/** Counts the stories in which there was something to break, so that no property holds of nothing. */
function forBroken<Target>(
  list: (story: ServiceStory) => readonly Target[],
  check: (story: ServiceStory, target: Target) => void,
): void {
  let broken = 0;
  forStories((story, pick) => {
    const targets = list(story);
    if (targets.length === 0) return;
    broken += 1;
    check(story, targets[pick % targets.length] as Target);
  });
  expect(broken).toBeGreaterThan(30);
}

function withOperations(
  { readings }: ServiceStory,
  change: (operations: AuditReadings['operations']) => AuditReadings['operations'],
): AuditReadings {
  return { ...readings, operations: change(readings.operations) };
}

describe('a service that keeps its word', () => {
  it('is never accused, whatever times out, breaks or is tried again', () => {
    forStories(({ log, readings }) => {
      const found = auditEpisode(log, readings, options);
      expect(found.findings).toEqual([]);
      expect(found.status).toBe(found.acknowledged === 0 ? 'unknown' : 'clean');
      expect(found.reason === undefined).toBe(found.acknowledged > 0);
    });
  });

  it('may tell two tries of one operation of the same version', () => {
    const answer = { outcome: 'succeeded', statusCode: 200 } as const;
    const observedVersions = [{ entity: 'a', version: 2 }];
    const requests = [1, 2].map((endMs) => request({ ...answer, observedVersions, endMs }));
    const log = { routes: [], intents: [], requests, isTorn: false };
    const operations = [{ operationId: 'op', amount: undefined }];
    expect(auditEpisode(log, { ...nothing, operations }, options).status).toBe('clean');
  });

  it('has each operation counted once', () => {
    forStories(({ log, readings }) => {
      const { acknowledged, failed, indeterminate } = auditEpisode(log, readings, options);
      const ids = new Set(log.intents.map(({ operationId }) => operationId));
      expect(acknowledged + failed + indeterminate).toBe(ids.size);
    });
  });
});

describe('a service that does not is caught where it', () => {
  it('loses an acknowledged write', () => {
    forBroken(
      (story) => listFate(story, 'acknowledged'),
      (story, lost) => {
        const readings = withOperations(story, (all) =>
          all.filter(({ operationId }) => operationId !== lost),
        );
        const found = auditEpisode(story.log, readings, options);
        expect(found).toMatchObject({ status: 'violated', lost: 1, phantom: 0, duplicated: 0 });
        expect(found.findings.map(({ text }) => text)).toEqual([
          `Acknowledged but missing from the data: 1 write (${lost}).`,
        ]);
      },
    );
  });

  it('does a write twice', () => {
    forBroken(
      ({ readings }) => readings.operations,
      (story, twice) => {
        const readings = withOperations(story, (all) => [...all, twice]);
        const found = auditEpisode(story.log, readings, options);
        expect(found).toMatchObject({ status: 'violated', duplicated: 1, lost: 0 });
      },
    );
  });

  it('does a write that it refused', () => {
    forBroken(
      (story) => listFate(story, 'failed'),
      (story, operationId) => {
        const readings = withOperations(story, (all) => [...all, { operationId, amount: 1 }]);
        const found = auditEpisode(story.log, readings, options);
        expect(found).toMatchObject({ status: 'violated', resurrected: 1, phantom: 0 });
      },
    );
  });

  it('has a write that nobody sent', () => {
    forStories((story) => {
      const readings = withOperations(story, (all) => [
        ...all,
        { operationId: 'unknown', amount: 1 },
      ]);
      expect(auditEpisode(story.log, readings, options)).toMatchObject({
        ...{ status: 'violated', phantom: 1 },
      });
    });
  });

  it('writes another amount', () => {
    forBroken(
      ({ readings }) => readings.operations,
      (story, wrong) => {
        const readings = withOperations(story, (all) =>
          all.map((one) => (one === wrong ? { ...one, amount: (one.amount ?? 0) + 1 } : one)),
        );
        const found = auditEpisode(story.log, readings, options);
        expect(found).toMatchObject({ status: 'violated', wrongAmount: 1 });
      },
    );
  });

  it('tells two writes that they made the same version', () => {
    forBroken(
      ({ log }) => log.requests.filter((each) => each.writes && each.outcome === 'succeeded'),
      ({ log, readings }, write) => {
        const other = { ...write, operationId: undefined };
        const broken = { ...log, requests: [...log.requests, other] };
        const found = auditEpisode(broken, readings, options);
        expect(found).toMatchObject({ status: 'violated', lostUpdates: 1, lost: 0 });
      },
    );
  });

  it('has a version behind the highest that it acknowledged', () => {
    forBroken(
      ({ log }) => log.requests.filter((each) => each.writes && each.outcome === 'succeeded'),
      ({ log, readings }, { observedVersions: [made] }) => {
        const { entity = '', version = 0 } = made ?? {};
        const versions = new Map(readings.versions).set(entity, version - 1);
        const found = auditEpisode(log, { ...readings, versions }, options);
        expect(found).toMatchObject({ status: 'violated', lostUpdates: 1 });
      },
    );
  });

  it('shows what was acknowledged to have changed', () => {
    forBroken(
      ({ log }) =>
        log.requests.filter(
          (read) =>
            !read.writes && read.observedVersions.some((seen) => isChanged(log, read, seen.entity)),
        ),
      ({ log, readings }, stale) => {
        const requests = log.requests.map((read) =>
          read === stale
            ? {
                ...read,
                observedVersions: read.observedVersions.map((seen) => ({ ...seen, version: 0 })),
              }
            : read,
        );
        const found = auditEpisode({ ...log, requests }, readings, options);
        expect(found.status).toBe('violated');
        expect(found.staleness).toMatchObject({ staleReads: 1, beyondLimit: 1 });
        expect(found.staleness.maxMs).toBeGreaterThan(0);
      },
    );
  });

  it('breaks a rule of the data', () => {
    const invariants = [{ name: 'totals add up', violations: 2 }];
    const log: RequestLog = { routes: [], intents: [], requests: [], isTorn: false };
    const found = auditEpisode(log, { ...nothing, invariants }, options);
    expect(found.status).toBe('violated');
    expect(found.findings.map(({ text }) => text)).toEqual([
      'The rule "totals add up" is broken by 2 rows.',
    ]);
  });
});

function isChanged(log: RequestLog, read: LoggedRequest, entity: string): boolean {
  return log.requests.some(
    (write) =>
      write.writes &&
      write.outcome === 'succeeded' &&
      write.endMs < (read.sentMs ?? 0) &&
      write.observedVersions.some((seen) => seen.entity === entity),
  );
}

describe('an audit without the data', () => {
  it('is unknown with its reason, but still tells what the log alone shows', () => {
    forStories(({ log }) => {
      const found = auditWithoutReadings(log, quoteText('The database did not answer.'), options);
      expect(found).toMatchObject({
        status: 'unknown',
        reason: { text: 'The database did not answer.' },
      });
      expect(found.acknowledged).toBe(auditEpisode(log, nothing, options).acknowledged);
    });
    const observedVersions = [{ entity: 'a', version: 2 }];
    const answer = { outcome: 'succeeded', statusCode: 200, observedVersions } as const;
    const twice = [
      request({ ...answer, operationId: 'x' }),
      request({ ...answer, operationId: 'y' }),
    ];
    const log = { routes: [], intents: [], requests: twice, isTorn: false };
    const found = auditWithoutReadings(log, quoteText('The database did not answer.'), options);
    expect(found).toMatchObject({ status: 'violated', lostUpdates: 1, lost: 0 });
    expect(found.reason?.text).toBe('The database did not answer.');
  });

  it('lists three examples of each kind and counts the rest', () => {
    const operations = Array.from({ length: 5 }, (_, i) => ({
      ...{ operationId: `p${i}`, amount: undefined },
    }));
    const log = { routes: [], intents: [], requests: [], isTorn: false };
    const { findings } = auditEpisode(log, { ...nothing, operations }, options);
    expect(findings.map(({ text }) => text)).toEqual([
      'In the data but never sent: 5 writes (p0; p1; p2; and 2 more).',
    ]);
  });
});
