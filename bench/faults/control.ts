// Breaks nothing: the same load and the same audit, so that what a fault does can be told from what happens anyway.
import type { Fault } from './fault.ts';

export const control: Fault = {
  id: 'control',
  title: 'Nothing broken',
  mechanism: 'Nothing is broken: the same load and audit, as a control.',
  check: async () => undefined,
  apply: async () => ({
    verify: async () => ({ tookEffect: true, evidence: 'There was nothing to do.' }),
    heal: async () => {},
  }),
};
