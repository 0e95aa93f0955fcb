// Names and patterns of faults lead to faults, and what is wrong with them is told with a guess.
import { describe, expect, it } from 'vitest';
import { LoadstoneError } from '../errors.ts';
import { listFaults } from '../faults/catalogue.ts';
import type { Plan } from '../plan/plan.ts';
import type { Experiment } from '../spec/experiment.ts';
import { resolveFaults } from '../spec/resolve-faults.ts';
import { assertFaultsFit, chooseFaults, estimateFaults } from './chosen-faults.ts';

const order = (fault: string, parameters = {}) => ({ fault, parameters });
const idsOf = (...orders: Parameters<typeof order>[]) =>
  chooseFaults(orders.map((one) => order(...one))).map(({ id }) => id);

describe('the faults that a config names', () => {
  it('are those of the defaults, each of which there is', () => {
    const { orders } = resolveFaults({}, ['availability']);
    expect(chooseFaults(orders).map(({ id }) => id)).toEqual(orders.map(({ fault }) => fault));
  });

  it('may be a pattern, and each fault comes once', () => {
    const found = idsOf(['redis-*'], ['redis-paused']);
    expect(found).toEqual(
      listFaults()
        .map(({ id }) => id)
        .filter((id) => id.startsWith('redis-')),
    );
    expect(idsOf(['*@postgres']).every((id) => id.endsWith('@postgres'))).toBe(true);
    expect(idsOf(['*'])).toHaveLength(listFaults().length);
  });

  it('take parameters, also after a pattern that named them without', () => {
    const [latency] = chooseFaults([
      order('network-latency@*'),
      order('network-latency@service', { latencyMs: 40, jitterMs: 0 }),
    ]);
    expect(latency?.mechanism.text).toContain('40');
  });

  it.each([
    ['redis-pausd', {}, /There is no fault "redis-pausd".*redis-paused/],
    ['mysql-*', {}, /No fault matches "mysql-\*"\.$/],
    ['network-latency', {}, /needs its link: network-latency@service/],
    [
      'network-latency@service',
      { latencyMs: -1 },
      /--fault: network-latency: latencyMs must .* it is -1/,
    ],
    ['network-latency@service', { latncyMs: 5 }, /latencyMs/],
    ['lock-storm', { tables: 3 }, /tables must be a text/],
    ['redis-paused', { forMs: 5 }, /forMs/],
  ])('%s with %o is refused', (fault, parameters, message) => {
    expect(() => chooseFaults([order(fault, parameters)])).toThrow(message);
    expect(() => chooseFaults([order(fault, parameters)])).toThrow(LoadstoneError);
  });

  it('are all looked at before any problem is told', () => {
    const orders = [order('redis-pausd'), order('cpu-hog', { hogs: 1 })];
    expect(() => chooseFaults(orders)).toThrow(/redis-paused.*\n.*hogsPerCpu/);
  });
});

describe('the time that faults take', () => {
  const faults = { ...resolveFaults({ inject: ['redis-*'], groups: 3 }, ['a']) };
  const experiment = { faults, limits: { maxRunMs: 600_000 } } as Experiment;
  const plan = { variants: [{ id: 'a' }, { id: 'b' }] } as unknown as Plan;

  it('is that of every variant under every fault in every group', () => {
    const time = estimateFaults(experiment, plan);
    expect(time?.episodes).toBe(2 * 4 * 3);
    expect(time?.expectedMs).toBeGreaterThan(24 * 16_000);
    expect(estimateFaults({ ...experiment, faults: undefined } as never, plan)).toBeUndefined();
  });

  it('must stay below the hard cap of a run', () => {
    expect(() => assertFaultsFit(experiment, plan)).not.toThrow();
    const tight = { ...experiment, limits: { maxRunMs: 60_000 } } as Experiment;
    expect(() => assertFaultsFit(tight, plan)).toThrow(/24 episodes .* hard cap of 1 min/);
  });
});
