// A tiny comparison, so that the benchmark never rots; what it reads is checked, not who wins.
import { expect, onTestFinished, test } from 'vitest';
import { createOpenDriver } from '../../drivers/open/driver.ts';
import { compareCost } from './compare-cost.ts';
import { startCountingServer } from './counting-server.ts';
import { openAutocannonSubject, openGeneratorSubject } from './subjects.ts';

test.runIf(process.platform === 'linux')(
  'each subject is read once a round, in requests that the server counted',
  async () => {
    const server = await startCountingServer(undefined);
    onTestFinished(() => server.close());
    const options = { baseUrl: server.baseUrl, connections: 3, cpus: undefined };
    const subjects = [
      await openGeneratorSubject(createOpenDriver(), options),
      await openAutocannonSubject(options),
    ];
    onTestFinished(async () => {
      await Promise.all(subjects.map((subject) => subject.close()));
    });
    const rounds = { rounds: 2, windowMs: 150, marginMs: 300 };
    const readings = await compareCost({ server, subjects, ...rounds });
    expect(readings.map(({ subject, round }) => `${subject} ${round}`)).toEqual([
      'open (Loadstone) 0',
      'open (Loadstone) 1',
      'autocannon 0',
      'autocannon 1',
    ]);
    for (const { cpuNs, requests, windowMs } of readings) {
      expect(requests).toBeGreaterThan(0);
      expect(cpuNs).toBeGreaterThan(0);
      expect(windowMs).toBeGreaterThan(140);
    }
    const before = await server.readAnsweredCount();
    await subjects[0]?.run(50);
    expect(await server.readAnsweredCount()).toBeGreaterThan(before);
  },
);
