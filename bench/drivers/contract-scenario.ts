// A scenario for the driver contract that shows in its requests what it was given and what it observed.
import type { Scenario } from '../../scenarios/model.ts';
import { createRandom } from '../../scenarios/random.ts';

/** Paths hold the data, a seeded number and the highest `served` seen in an answer. */
export const scenario: Scenario = {
  name: 'contract',
  description: 'Tells in its requests what it was given and what it observed.',
  routes: {
    tell: {
      weight: 1,
      writes: false,
      expectedStatuses: [200],
      check: ({ body }) => (body.includes('"ok":true') ? undefined : 'not ok'),
    },
  },
  createSource({ seed, data }) {
    if (data === 'unusable') throw new Error('data must be usable');
    const random = createRandom(seed);
    let drawn = 0;
    let lastServed = 0;
    return {
      next() {
        drawn += 1;
        if (data === 'draws-ten' && drawn > 10) throw new Error('nothing left to draw');
        const path = `/ok?data=${data}&number=${random.nextInt(1_000_000)}&seen=${lastServed}`;
        return { route: 'tell', method: 'GET', path };
      },
      observe(_request, { body }) {
        lastServed = Math.max(lastServed, Number(/"served":(\d+)/.exec(body)?.[1] ?? 0));
      },
    };
  },
};
