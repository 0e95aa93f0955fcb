// What happens in a slice, written down: requests drawn, answers judged, losses counted.
import type { RequestSource, Scenario, ScenarioRequest } from '../../../scenarios/model.ts';
import { LoadstoneError } from '../../errors.ts';
import { judgeAnswer } from '../recording/answer.ts';
import { toHeaders, valuesOfField } from '../recording/answer-fields.ts';
import type { RequestEnd } from '../recording/request-end.ts';
import type { SliceRecorder } from '../recording/slice-recorder.ts';
import { findRequestFault } from '../request-form.ts';
import { blameScenario } from '../scenario-loader.ts';
import type { UserCookies } from '../user-cookies.ts';
import type { ConnectionEvents } from './connection.ts';

/** The part of the events that says what became of requests. */
export type RequestEvents = Pick<
  ConnectionEvents,
  'draw' | 'onSent' | 'onAnswer' | 'onLoss' | 'onUnsent'
>;

/** Times of this thread's clock, ms. */
interface RecordedWindow {
  readonly startMs: number;
  /** Infinite while the load goes on. */
  readonly endMs: number;
}

export interface RequestEventsOptions {
  readonly scenario: Scenario;
  readonly source: RequestSource;
  /** Of the variant, as cookies see it: `http://host:port`. */
  readonly origin: string;
  /** Undefined where the scenario asks for no jars. */
  readonly cookies: UserCookies | undefined;
  /** Draws whether the next answer's body is read. */
  readonly readsNextBody: () => boolean;
  readonly recorder: SliceRecorder;
  /** The recorded window; what ends in it belongs to it. */
  readonly window: RecordedWindow;
}

const usPerMs = 1_000;

/**
 * The events of all connections of a slice.
 * They throw LoadstoneError SCENARIO_INVALID where the scenario throws or draws an unknown route.
 */
export function createRequestEvents(options: RequestEventsOptions): RequestEvents {
  const { scenario, source, origin, cookies, recorder, window } = options;

  function routeOf({ route: name }: ScenarioRequest) {
    const route = scenario.routes[name];
    if (route !== undefined) return route;
    const message = `scenario ${scenario.name} drew a request of route ${name}, which its routes do not name`;
    throw new LoadstoneError('SCENARIO_INVALID', message);
  }

  function invalid(what: string): LoadstoneError {
    return new LoadstoneError('SCENARIO_INVALID', `scenario ${scenario.name}: ${what}`);
  }

  function guard<T>(what: string, work: () => T): T {
    try {
      return work();
    } catch (cause) {
      throw blameScenario(scenario.name, what, cause);
    }
  }

  function placeInWindow(elapsedMs: number): Pick<RequestEnd, 'inWindow' | 'sinceWindowStartMs'> {
    const nowMs = performance.now();
    return {
      inWindow: nowMs >= window.startMs && nowMs <= window.endMs,
      sinceWindowStartMs: nowMs - elapsedMs - window.startMs,
    };
  }

  function takeBack(request: ScenarioRequest, statusCode: number | undefined): void {
    const tell = () => source.unanswered?.(request, statusCode);
    guard('could not take back a request', tell);
  }

  return {
    draw() {
      const request = guard('could not draw a request', () => source.next());
      routeOf(request);
      const fault = findRequestFault(request);
      if (fault !== undefined) throw invalid(`route ${request.route}: ${fault}`);
      const isChosen = options.readsNextBody();
      return {
        request,
        cookie: cookies?.headerFor(origin, request),
        readsBody: isChosen || request.wantsAnswer === true,
      };
    },
    onSent: () => recorder.schedule(),
    onAnswer(request, answer) {
      const { statusCode, latencyMs } = answer;
      const place = placeInWindow(latencyMs);
      const verdict = judgeAnswer(routeOf(request), request, answer);
      const { reason, bodyChecked } = verdict;
      if (bodyChecked) recorder.countBodyCheck(reason !== undefined);
      const latencyUs = latencyMs * usPerMs;
      recorder.end({
        kind: reason === undefined ? 'succeeded' : 'failed',
        route: request.route,
        statusCode,
        reason,
        responseTimeUs: latencyUs,
        serviceTimeUs: latencyUs,
        ...place,
      });
      cookies?.keep(origin, request, valuesOfField(answer.fields, 'set-cookie'));
      const text = answer.body?.text;
      const { wantsAnswer } = request;
      if (text !== undefined || wantsAnswer === true) {
        const headers = wantsAnswer === true && { headers: toHeaders(answer.fields) };
        const response = { statusCode, body: text ?? '', ...headers };
        guard('could not observe an answer', () => source.observe?.(request, response));
      }
      if (!verdict.statusExpected) takeBack(request, statusCode);
    },
    onUnsent(request) {
      if (request.wantsAnswer === true) takeBack(request, undefined);
    },
    onLoss(request, { kind, reason, elapsedMs }) {
      const latencyUs = elapsedMs * usPerMs;
      recorder.end({
        kind,
        route: request.route,
        statusCode: undefined,
        reason,
        responseTimeUs: latencyUs,
        serviceTimeUs: latencyUs,
        ...placeInWindow(elapsedMs),
      });
      takeBack(request, undefined);
    },
  };
}
