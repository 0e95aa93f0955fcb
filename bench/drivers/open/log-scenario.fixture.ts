// A scenario of reads and writes that end in every way, for tests of the request log.
import type { Scenario, ScenarioRoute } from '../../../scenarios/model.ts';
import { createRandom } from '../../../scenarios/random.ts';

const behaviours = ['ok', 'fail', 'wrong', 'hang', 'reset', 'half-answer'] as const;

function routeOf(writes: boolean): ScenarioRoute {
  return {
    ...{ weight: 1, writes, expectedStatuses: [200] },
    check: ({ body }) => (body.startsWith('{"ok":true') ? undefined : 'not ok'),
    ...(writes ? { intent: ({ body }) => ({ operationId: body ?? '', amount: 5 }) } : {}),
    observedVersions: ({ body }) => [
      { entity: 'served', version: Number(/"served":(\d+)/.exec(body)?.[1]) },
    ],
  };
}

const routes = Object.fromEntries(
  behaviours.flatMap((behaviour) => [
    [`read-${behaviour}`, routeOf(false)],
    [`write-${behaviour}`, routeOf(true)],
  ]),
);

/** Most requests are answered well, those of three users in turn. Paths tell how many requests were sent in vain before. */
export const scenario: Scenario = {
  ...{ name: 'log', description: 'Reads and writes that end in every way.', routes },
  createSource({ seed, data }) {
    const random = createRandom(seed);
    let drawn = 0;
    let inVain = 0;
    return {
      next() {
        drawn += 1;
        const isBad = data !== 'all-well' && random.next() < 0.3;
        const behaviour = isBad ? (behaviours[random.nextInt(behaviours.length)] ?? 'ok') : 'ok';
        const path = `/${behaviour}?inVain=${inVain}`;
        const user = data === 'half-a-user' ? 0.5 : drawn % 3;
        return random.next() < 0.5
          ? { route: `read-${behaviour}`, method: 'GET', path, user }
          : { route: `write-${behaviour}`, method: 'POST', path, body: `operation-${drawn}`, user };
      },
      unanswered() {
        inVain += 1;
      },
    };
  },
};
