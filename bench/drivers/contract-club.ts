// A scenario for the driver contract whose users log in, work with what they were given, and leave.
import type { Scenario, ScenarioRequest, ScenarioResponse } from '../../scenarios/model.ts';

const userCount = 3;
/** Requests of a user between two logins. */
const visits = 6;

interface Member {
  readonly user: number;
  isWaiting: boolean;
  token: string | undefined;
  visitsLeft: number;
  /** Left, and not yet asked for without a session. */
  hasLeft: boolean;
}

const quiet = { writes: false, weight: 1 } as const;

/** Every request of a member wants its answer, and a member sends one at a time: who is never told, waits for ever. */
export const scenario: Scenario = {
  name: 'club',
  description: 'Users log in, work with what they were given, and leave.',
  cookies: true,
  routes: {
    login: { ...quiet, expectedStatuses: [200] },
    me: { ...quiet, expectedStatuses: [200] },
    leave: { ...quiet, expectedStatuses: [204] },
    gone: { ...quiet, expectedStatuses: [401] },
    drop: { ...quiet, expectedStatuses: [200] },
    street: { ...quiet, expectedStatuses: [200] },
  },
  createSource({ data }) {
    const members = Array.from(
      { length: userCount },
      (_, user): Member => ({
        ...{ user, isWaiting: false, token: undefined, visitsLeft: 0, hasLeft: false },
      }),
    );
    let turn = 0;
    const memberOf = ({ user }: ScenarioRequest) => members.find((one) => one.user === user);
    return {
      next() {
        turn += 1;
        const member = members[turn % userCount];
        if (member === undefined || member.isWaiting) {
          return { route: 'street', method: 'GET', path: '/street' };
        }
        member.isWaiting = true;
        const request = data === 'drops' && turn % 2 === 0 ? drop : chooseNext(member);
        return { ...request, user: member.user, wantsAnswer: true };
      },
      observe(request, response) {
        const member = memberOf(request);
        if (member === undefined) return;
        member.isWaiting = false;
        learn(member, request, response);
      },
      unanswered(request) {
        const member = memberOf(request);
        if (member !== undefined) member.isWaiting = false;
      },
    };
  },
};

const drop: ScenarioRequest = { route: 'drop', method: 'POST', path: '/drop' };

function chooseNext({ user, token, visitsLeft, hasLeft }: Member): ScenarioRequest {
  if (hasLeft) return { route: 'gone', method: 'GET', path: '/gone' };
  if (token === undefined) return { route: 'login', method: 'POST', path: `/login?user=${user}` };
  if (visitsLeft === 0) return { route: 'leave', method: 'POST', path: '/leave' };
  const folder = visitsLeft % 2 === 0 ? '' : '/private';
  const headers = { 'x-token': token };
  return { route: 'me', method: 'GET', path: `${folder}/me?user=${user}`, headers };
}

function learn(member: Member, { route }: ScenarioRequest, { headers }: ScenarioResponse): void {
  if (route === 'login') {
    member.token = headers?.['x-token'];
    member.visitsLeft = visits;
  } else if (route === 'me') {
    member.visitsLeft -= 1;
  } else if (route === 'leave') {
    member.token = undefined;
    member.hasLeft = true;
  } else if (route === 'gone') {
    member.hasLeft = false;
  }
}
