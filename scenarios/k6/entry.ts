// The script that k6 runs: plays a scenario of ours with a seeded source for each virtual user.
import { sleep } from 'k6';
import exec from 'k6/execution';
import http, { type CookieJar } from 'k6/http';
import { Counter, Gauge, Trend } from 'k6/metrics';
import { buildInlineScenario } from '../../bench/drivers/inline-scenario.ts';
import { toWholeNumber } from '../../bench/drivers/parts/part.ts';
import { findRequestFault } from '../../bench/drivers/request-form.ts';
import type { RequestSource, Scenario, ScenarioRequest, ScenarioRoute } from '../model.ts';
import { createRandom } from '../random.ts';
import { type K6Settings, k6Metrics } from './protocol.ts';
import { type EndedRequest, sendRequest } from './requests.ts';

// k6 offers it, but its types do not: a module whose path is known only when the run starts.
declare function require(path: string): unknown;

const settings: K6Settings = JSON.parse(open(__ENV.LOADSTONE_SETTINGS ?? ''));
const scenario = loadScenario();

export const options = settings.options;

// Success is judged by the scenario; k6's own metric of it would only cost time. k6 takes null for
// none, which its types leave out.
http.setResponseCallback(null as never);

const started = new Gauge(k6Metrics.started);
const sent = new Counter(k6Metrics.sent);
const blocked = new Trend(k6Metrics.blocked);
const ended = new Trend(k6Metrics.ended);
const fault = new Counter(k6Metrics.fault);

interface VirtualUser {
  /** Its number in the whole load, from 1. */
  readonly number: number;
  readonly vu: string;
  readonly source: RequestSource;
  /** By `ScenarioRequest.user`; undefined where the scenario asks for no jars. */
  readonly jars: Map<number | undefined, CookieJar> | undefined;
  /** Draws whether the next answer's body is read; a stream apart from the requests. */
  readonly readsNextBody: () => boolean;
}

const firstBackOffS = 0.001;
const longestBackOffS = 0.5;

let backOffS = firstBackOffS;
let hasStarted = false;

// Made before the load begins. k6 runs this file once more than it has users, as number 0, to learn
// the options and the files needed.
const { data } = requireModule<{ readonly data: unknown }>(settings.dataPath);
const user = __VU === 0 ? undefined : createUser(toNumberInTest(__VU));

/** The harness has checked the form of what is loaded before it started k6. */
function requireModule<T>(path: string): T {
  return require(path) as T;
}

function loadScenario(): Scenario {
  const ref = settings.scenario;
  if (ref.kind === 'module')
    return requireModule<{ readonly scenario: Scenario }>(ref.path).scenario;
  const requests = ref.requests.map((request) => ({
    ...request,
    body: request.body,
    bodyIncludes: request.bodyIncludes,
  }));
  return buildInlineScenario(ref.name, requests);
}

/**
 * The number of a user in the whole load. `__VU` counts from 1 in each k6, so that it would give every segment the
 * same users; k6 tells the number in the test only once the load has begun.
 */
function toNumberInTest(ownNumber: number): number {
  return settings.part === undefined ? ownNumber : toWholeNumber(settings.part, ownNumber - 1) + 1;
}

/** k6 itself decides which user is whose: what was computed above must be that. */
function assertNumber({ number }: VirtualUser): void {
  const { idInTest } = exec.vu;
  if (idInTest !== number) throw new Error(`user ${number} is ${idInTest} to k6`);
}

function createUser(number: number): VirtualUser {
  const seed = settings.seed + number;
  const random = createRandom(-seed);
  return {
    number,
    vu: String(number),
    source: scenario.createSource({ seed, data }),
    jars: scenario.cookies === true ? new Map() : undefined,
    readsNextBody: () => random.next() < settings.bodyCheckRatio,
  };
}

/** Runs a part of the scenario; what it throws ends the test, told by the driver. */
function guard<T>(what: string, work: () => T): T {
  try {
    return work();
  } catch (thrown) {
    const message = thrown instanceof Error ? thrown.message : String(thrown);
    fault.add(1, { message: `scenario ${scenario.name} ${what}: ${message}` });
    exec.test.abort(message);
    throw thrown;
  }
}

function drawRequest(source: RequestSource): [ScenarioRequest, ScenarioRoute] {
  const request = source.next();
  const route = scenario.routes[request.route];
  const fault = findRequestFault(request);
  if (fault !== undefined) throw new Error(`route ${request.route}: ${fault}`);
  if (route !== undefined) return [request, route];
  throw new Error(`route ${request.route} is not one of its routes`);
}

/** A jar of our own outlasts the iteration, which k6's own does not. */
function jarOf(jars: Map<number | undefined, CookieJar>, request: ScenarioRequest): CookieJar {
  const { user, headers = {} } = request;
  const jar = jars.get(user) ?? new http.CookieJar();
  jars.set(user, jar);
  const namesOwn = Object.keys(headers).some((name) => name.toLowerCase() === 'cookie');
  return namesOwn ? new http.CookieJar() : jar;
}

function report(vu: string, outcome: EndedRequest): void {
  if (!settings.backsOff) blocked.add(outcome.blockedMs, { vu });
  ended.add(outcome.responseTimeMs, { vu, ...outcome.tags });
}

/** One iteration of a virtual user: one request. */
export default function playRequest(): void {
  if (user === undefined) throw new Error('a user without a number plays nothing');
  if (!hasStarted) {
    guard('has another user than k6', () => assertNumber(user));
    started.add(exec.scenario.startTime);
  }
  hasStarted = true;
  const { vu, source, jars, readsNextBody } = user;
  const [request, route] = guard('could not draw a request', () => drawRequest(source));
  const wantsAnswer = request.wantsAnswer === true;
  const readsBody = readsNextBody() || wantsAnswer;
  sent.add(1, { vu });
  const outcome = sendRequest(settings, route, request, readsBody, jars && jarOf(jars, request));
  report(vu, outcome);
  const { body, statusCode, headers } = outcome;
  if (body !== undefined) {
    const response = { statusCode, body, ...(headers && { headers }) };
    guard('could not observe an answer', () => source.observe?.(request, response));
  }
  if (wantsAnswer && !route.expectedStatuses.includes(statusCode)) {
    const status = body === undefined ? undefined : statusCode;
    guard('could not take back a request', () => source.unanswered?.(request, status));
  }
  if (!outcome.isConnectionLost) {
    backOffS = firstBackOffS;
  } else if (settings.backsOff) {
    sleep(backOffS);
    backOffS = Math.min(backOffS * 2, longestBackOffS);
  }
}
