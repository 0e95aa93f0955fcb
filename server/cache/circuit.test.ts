import { expect, test, vi } from 'vitest';
import { createAcknowledgements } from './acknowledgements.ts';
import { createCircuit } from './circuit.ts';

test('a circuit opens at the limit of failures in a row, and heals when the probe succeeds', async () => {
  let isIll = true;
  let probes = 0;
  const probe = async () => {
    probes += 1;
    if (isIll) throw new Error('still ill');
  };
  const circuit = createCircuit({ failureLimit: 2, retryMs: 1, probe });
  circuit.fail();
  circuit.succeed();
  circuit.fail();
  expect(circuit.isOpen()).toBe(false);
  circuit.fail();
  expect(circuit.isOpen()).toBe(true);
  await vi.waitUntil(() => probes > 2);
  expect(circuit.isOpen()).toBe(true);
  isIll = false;
  await vi.waitUntil(() => !circuit.isOpen());
  circuit.close();
});

test('acknowledgements may come before their number is known', async () => {
  const acknowledgements = createAcknowledgements(60_000);
  const waiting = acknowledgements.open();
  acknowledgements.acknowledge(waiting.id);
  acknowledgements.acknowledge(waiting.id);
  acknowledgements.acknowledge(waiting.id + 1);
  waiting.expect(2);
  await waiting.settled;
});

test('acknowledgements that never come are not waited for', async () => {
  const waiting = createAcknowledgements(5).open();
  waiting.expect(1);
  await waiting.settled;
});
