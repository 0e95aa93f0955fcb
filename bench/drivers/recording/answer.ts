// Whether an answer counts: by its status always, by its body where that was read.
import type { ScenarioRequest, ScenarioRoute } from '../../../scenarios/model.ts';
import { messageOf } from '../../errors.ts';

/** Why an answer is a failure although a whole answer came, or undefined for a success. */
export interface AnswerVerdict {
  readonly reason: string | undefined;
  /** True where the status is one that the route expects. */
  readonly statusExpected: boolean;
  /** True where the route has a check and the body was given to it. */
  readonly bodyChecked: boolean;
}

const unchecked: AnswerVerdict = { reason: undefined, statusExpected: true, bodyChecked: false };
const checked: AnswerVerdict = { reason: undefined, statusExpected: true, bodyChecked: true };

/** Judges an answer; @param body undefined where it was not read, which is no failure. */
export function judgeAnswer(
  route: ScenarioRoute,
  request: ScenarioRequest,
  statusCode: number,
  body: string | undefined,
): AnswerVerdict {
  if (!route.expectedStatuses.includes(statusCode)) {
    return { reason: `status ${statusCode}`, statusExpected: false, bodyChecked: false };
  }
  if (body === undefined || route.check === undefined) return unchecked;
  const wrong = runCheck(route.check, { statusCode, body }, request);
  return wrong === undefined ? checked : { ...checked, reason: `body: ${wrong}` };
}

function runCheck(
  check: NonNullable<ScenarioRoute['check']>,
  response: Parameters<typeof check>[0],
  request: ScenarioRequest,
): string | undefined {
  try {
    return check(response, request);
  } catch (thrown) {
    // A check must not throw; an answer that it can't read is in any case not the right one.
    return `the check threw: ${messageOf(thrown)}`;
  }
}
