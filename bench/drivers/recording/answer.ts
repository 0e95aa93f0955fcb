// Whether an answer counts: by its status always, by its body where that was read.
import type { ScenarioRequest, ScenarioRoute } from '../../../scenarios/model.ts';
import { messageOf } from '../../errors.ts';
import { nameWrongContent } from '../../measurement/failure-reasons.ts';

/** A body that was read: its text, or why there is none. */
export interface ReadBody {
  readonly text?: string;
  /** It is not what its Content-Encoding says: wrong, whatever the route expects. */
  readonly broken?: string;
  /** It can't be decoded here: wrong only where the route has a check. */
  readonly unreadable?: string;
}

export interface JudgedAnswer {
  readonly statusCode: number;
  /** Content-Type as it came; empty where there is none. */
  readonly contentType: string;
  /** Undefined where it was not read, which is no failure. */
  readonly body: ReadBody | undefined;
}

/** Why an answer is a failure although a whole answer came, or undefined for a success. */
export interface AnswerVerdict {
  readonly reason: string | undefined;
  /** True where the status is one that the route expects. */
  readonly statusExpected: boolean;
  /** True where something was known of how the body must be, and the body was looked at. */
  readonly bodyChecked: boolean;
}

const unchecked: AnswerVerdict = { reason: undefined, statusExpected: true, bodyChecked: false };
const checked: AnswerVerdict = { reason: undefined, statusExpected: true, bodyChecked: true };

/** Judges an answer whose body was not read. */
export function judgeStatus(route: ScenarioRoute, statusCode: number): AnswerVerdict {
  if (route.expectedStatuses.includes(statusCode)) return unchecked;
  return { reason: `status ${statusCode}`, statusExpected: false, bodyChecked: false };
}

export function judgeAnswer(
  route: ScenarioRoute,
  request: ScenarioRequest,
  { statusCode, contentType, body }: JudgedAnswer,
): AnswerVerdict {
  const byStatus = judgeStatus(route, statusCode);
  if (!byStatus.statusExpected || body === undefined) return byStatus;
  const { text } = body;
  if (text === undefined) {
    const fault = body.broken ?? (route.check === undefined ? undefined : body.unreadable);
    return fault === undefined ? unchecked : wrong(fault);
  }
  const isJson = text !== '' && isJsonType(contentType);
  if (isJson && !parsesAsJson(text))
    return wrong(`is no JSON, though it is sent as ${contentType}`);
  if (route.check === undefined) return isJson ? checked : unchecked;
  const fault = runCheck(route.check, { statusCode, body: text }, request);
  return fault === undefined ? checked : wrong(fault);
}

/** True for `application/json` and all `+json`, but not for texts of many JSON values. */
export function isJsonType(contentType: string): boolean {
  return /^(?:application\/json|[\w.+-]+\/[\w.+-]+\+json)\s*(?:;|$)/i.test(contentType);
}

function wrong(fault: string): AnswerVerdict {
  return { ...checked, reason: nameWrongContent(shortenReason(fault)) };
}

const mostReasonChars = 300;

/** A reason that quotes an answer may quote megabytes of it: records keep the beginning. */
export function shortenReason(reason: string): string {
  return reason.length <= mostReasonChars ? reason : `${reason.slice(0, mostReasonChars - 1)}…`;
}

/** A byte order mark, or the line that some services put before JSON against script inclusion. */
const jsonPreamble = /^\uFEFF?(?:\)\]\}',?\r?\n)?/;

/** The value of a JSON text. @throws SyntaxError */
export function parseJsonBody(text: string): unknown {
  return JSON.parse(text.replace(jsonPreamble, ''));
}

function parsesAsJson(text: string): boolean {
  try {
    parseJsonBody(text);
    return true;
  } catch {
    return false;
  }
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
