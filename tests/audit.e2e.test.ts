// The audit on the real CRM: one planted fault is found, and nothing in the clean service; all plants in audit.slow.test.ts.
import { expect, test } from 'vitest';
import { playPlants } from './support/planted-crm.ts';

test('a lost write is found, and nothing in the clean service', async () => {
  const { code, status, auditOf } = await playPlants(
    ...['none', 'lost-write'].flatMap((plant) => ['--variant', `plant=${plant}`]),
  );
  expect([code, status]).toEqual([5, 'violated']);
  expect(auditOf('none')).toMatchObject({ status: 'clean', findings: [] });
  expect(auditOf('none').acknowledged).toBeGreaterThan(0);
  expect(auditOf('lost-write').lost).toBeGreaterThan(0);
});
