// The first reads of a scenario whose users have cookie jars: played in order, so that who must log in has done so.
import type {
  RequestSource,
  Scenario,
  ScenarioRequest,
  ScenarioRoute,
} from '../../scenarios/model.ts';
import { type FieldList, toHeaders, valuesOfField } from './recording/answer-fields.ts';
import { readBody } from './recording/body.ts';
import { encodePath, findRequestFault } from './request-form.ts';
import { isReadOnly } from './scenario-loader.ts';
import { loadUserCookies } from './user-cookies.ts';

/** A whole answer to one of the harness's own requests. */
interface OwnAnswer {
  readonly status: number;
  readonly bytes: Buffer;
  /** Empty where the answer names none. */
  readonly contentType: string;
  readonly contentEncoding: string;
  /** Names and values in turn, as they came. */
  readonly fields: FieldList;
}

/** How a service is asked outside of any load. */
export interface AskedService {
  /** `http://127.0.0.1:PORT` or https, no path. */
  readonly baseUrl: string;
  /** What the host header says; undefined for the host of baseUrl. */
  readonly hostHeader?: string | undefined;
  /** @throws Error of the connection */
  ask(
    request: Pick<ScenarioRequest, 'method' | 'path' | 'headers' | 'body'>,
    timeoutMs: number,
  ): Promise<OwnAnswer>;
}

export interface SessionRead {
  readonly request: ScenarioRequest;
  readonly route: ScenarioRoute;
  /** An Error where none came. */
  readonly answer: OwnAnswer | Error;
}

export interface SessionReadOptions {
  readonly timeoutMs: number;
  readonly mostDraws: number;
  /** Which reads are wanted; of the others none is sent. Asked before each. */
  isWanted(request: ScenarioRequest): boolean;
  /** True ends the play. */
  isEnough(): boolean;
  onRead(read: SessionRead): void;
}

/**
 * Plays a source: GET requests of routes that write nothing are sent where they are wanted, and of the rest those that want
 * their answer and whose route writes nothing: a login. Nothing else is sent, and the source is told so.
 */
export async function playSessionReads(
  scenario: Scenario,
  source: RequestSource,
  service: AskedService,
  options: SessionReadOptions,
): Promise<void> {
  const cookies = (await loadUserCookies(scenario))();
  const { protocol, host } = new URL(service.baseUrl);
  const origin = `${protocol}//${service.hostHeader ?? host}`;
  for (let draws = 0; draws < options.mostDraws && !options.isEnough(); draws += 1) {
    const request = source.next();
    const route = scenario.routes[request.route];
    const mayAsk = route !== undefined && findRequestFault(request) === undefined && !route.writes;
    const isRead = mayAsk && isReadOnly(request, route) && options.isWanted(request);
    if (!mayAsk || !(isRead || request.wantsAnswer === true)) {
      if (request.wantsAnswer === true) source.unanswered?.(request, undefined);
      continue;
    }
    const cookie = cookies?.headerFor(origin, request);
    const headers = { ...request.headers, ...(cookie !== undefined && { cookie }) };
    const path = encodePath(request.path);
    const { method, body } = request;
    const answer = await service
      .ask({ method, path, headers, ...(body !== undefined && { body }) }, options.timeoutMs)
      .catch((cause: unknown) => (cause instanceof Error ? cause : new Error(String(cause))));
    options.onRead({ request: { ...request, path }, route, answer });
    tell(source, request, answer);
    if (!(answer instanceof Error)) {
      cookies?.keep(origin, request, valuesOfField(answer.fields, 'set-cookie'));
    }
  }
}

function tell(
  source: RequestSource,
  request: ScenarioRequest,
  answer: SessionRead['answer'],
): void {
  if (request.wantsAnswer !== true) return;
  if (answer instanceof Error) {
    source.unanswered?.(request, undefined);
    return;
  }
  const { text = '' } = readBody(answer.bytes, answer.contentEncoding);
  const headers = toHeaders(answer.fields);
  source.observe?.(request, { statusCode: answer.status, body: text, headers });
}
