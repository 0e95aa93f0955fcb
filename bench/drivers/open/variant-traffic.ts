// The requests of one variant: drawn from its own source and sent over its own connections.
import type {
  ObservedVersion,
  RequestSource,
  Scenario,
  ScenarioRequest,
  ScenarioResponse,
  ScenarioRoute,
  WriteIntent,
} from '../../../scenarios/model.ts';
import { createRandom, type Random } from '../../../scenarios/random.ts';
import { LoadstoneError } from '../../errors.ts';
import { mostUser } from '../../measurement/request-columns.ts';
import { type FieldList, splitFieldLines, valuesOfField } from '../recording/answer-fields.ts';
import { blameScenario } from '../scenario-loader.ts';
import type { UserCookies } from '../user-cookies.ts';
import { nowMs } from './clock.ts';
import type { Connection, ConnectionTarget, Exchange } from './connection.ts';
import type { ConnectionPool } from './connection-pool.ts';
import type { RequestLogWriter, UnsentExchange } from './request-log-writer.ts';
import { RequestWriter, type WireRequest } from './request-writer.ts';
import type { WantedBody, WantedHead } from './response-parser.ts';

export interface VariantTrafficOptions {
  readonly pool: ConnectionPool;
  readonly scenario: Scenario;
  readonly source: RequestSource;
  /** Undefined where the scenario asks for no jars. */
  readonly cookies: UserCookies | undefined;
  /** `name:port` of each of its addresses, as the service is called in the host header. */
  readonly hosts: readonly string[];
  /** For requests that name none; undefined where they ask for no encoding. */
  readonly acceptEncoding: string | undefined;
  /** Chooses the answers to check, the same ones for every variant. */
  readonly seed: number;
  readonly bodyCheckRatio: number;
  readonly requestTimeoutMs: number;
}

export class VariantTraffic {
  readonly pool: ConnectionPool;
  /** Takes the intents of writes from now on; undefined where nothing is logged. */
  log: RequestLogWriter | undefined = undefined;
  readonly #source: RequestSource;
  readonly #scenarioName: string;
  readonly #routes: ReadonlyMap<string, ScenarioRoute>;
  readonly #writers: ReadonlyMap<string, RequestWriter>;
  /** Where all addresses have one name, as nearly all do. */
  readonly #onlyWriter: RequestWriter | undefined;
  readonly #wire: WireRequest = { text: '', encoding: 'latin1' };
  readonly #random: Random;
  readonly #bodyCheckRatio: number;
  readonly #requestTimeoutMs: number;
  /** True where somebody wants the body of every route, checks or none. */
  readonly #isObserved: boolean;
  readonly #cookies: UserCookies | undefined;

  constructor(options: VariantTrafficOptions) {
    this.pool = options.pool;
    this.#source = options.source;
    this.#scenarioName = options.scenario.name;
    this.#routes = new Map(Object.entries(options.scenario.routes));
    this.#writers = new Map(
      options.hosts.map((host) => [host, new RequestWriter(host, options.acceptEncoding)]),
    );
    const [first, ...more] = this.#writers.values();
    this.#onlyWriter = more.length === 0 ? first : undefined;
    // A stream of its own, so that the share of checked bodies never changes what is requested.
    this.#random = createRandom(options.seed + 1);
    this.#bodyCheckRatio = options.bodyCheckRatio;
    this.#requestTimeoutMs = options.requestTimeoutMs;
    this.#isObserved = options.source.observe !== undefined;
    this.#cookies = options.cookies;
  }

  /**
   * Draws the next request and sends it; without an intended start it counts from the send.
   * @throws LoadstoneError SCENARIO_INVALID where the request can't be sent by anybody
   */
  dispatch(connection: Connection, intendedAtMs: number | undefined): void {
    const { exchange } = connection;
    const request = this.#draw();
    const route = this.#routeOf(request);
    const writer = this.#onlyWriter ?? this.#writers.get(connection.target.host);
    if (writer === undefined)
      throw new Error(`no requests are written to ${connection.target.host}`);
    const cookie = this.#cookies?.headerFor(originOf(connection.target), request);
    const fault = writer.write(request, this.#wire, cookie);
    if (fault !== undefined) throw this.#invalid(`route ${request.route}: ${fault}`);
    exchange.request = request;
    exchange.route = route;
    // Drawn for every request, so that which ones are checked does not depend on the answers.
    const isChosen = this.#random.next() < this.#bodyCheckRatio;
    exchange.isResent = false;
    exchange.wantedBody = this.#wantedBody(route, isChosen || request.wantsAnswer === true);
    exchange.wantedHead = this.#wantedHead(request);
    exchange.operationId = this.#logIntent(request, route);
    const sentAtMs = nowMs();
    this.pool.renewIfStale(connection, sentAtMs);
    exchange.idleMs = connection.state === 'idle' ? sentAtMs - connection.idleSinceMs : -1;
    exchange.sentAtMs = sentAtMs;
    exchange.intendedAtMs = intendedAtMs ?? sentAtMs;
    exchange.deadlineMs = sentAtMs + this.#requestTimeoutMs;
    this.pool.send(connection, this.#wire.text, this.#wire.encoding);
  }

  /** Of the answers that are chosen all are looked at where somebody wants them, else those in JSON. */
  #wantedBody(route: ScenarioRoute, isChosen: boolean): WantedBody {
    if (this.log?.wantsBodies(route) === true) return 'any';
    if (!isChosen) return 'none';
    return this.#isObserved || route.check !== undefined ? 'any' : 'json';
  }

  #wantedHead({ wantsAnswer }: ScenarioRequest): WantedHead {
    if (wantsAnswer === true) return 'any';
    return this.#cookies === undefined ? 'none' : 'cookies';
  }

  /** Keeps the cookies that the answer of a connection sets, where the scenario asks for jars. */
  keepCookies({ target, exchange, parser }: Connection): void {
    if (this.#cookies === undefined || parser.fieldLines === '') return;
    const fields: FieldList = splitFieldLines(parser.fieldLines);
    this.#cookies.keep(originOf(target), exchange.request, valuesOfField(fields, 'set-cookie'));
  }

  /** Draws the request of an arrival that is never sent, so that all variants' streams stay in step. */
  drawUnsent(): UnsentExchange {
    const request = this.#draw();
    const route = this.#routeOf(request);
    this.#random.next();
    const operationId =
      this.log === undefined ? undefined : this.#intentOf(request, route)?.operationId;
    return { request, route, operationId };
  }

  /** Hands an answer whose body was read to the source. @throws LoadstoneError SCENARIO_INVALID */
  observe(request: ScenarioRequest, response: ScenarioResponse): void {
    try {
      this.#source.observe?.(request, response);
    } catch (cause) {
      throw this.#invalid('could not observe an answer', cause);
    }
  }

  /** Tells the source of a request that was sent in vain. @throws LoadstoneError SCENARIO_INVALID */
  unanswered(request: ScenarioRequest, statusCode: number | undefined): void {
    try {
      this.#source.unanswered?.(request, statusCode);
    } catch (cause) {
      throw this.#invalid('could not take back a request', cause);
    }
  }

  /** The versions in a right answer. @throws LoadstoneError SCENARIO_INVALID */
  observedVersionsIn(
    { request, route }: Exchange,
    response: ScenarioResponse,
  ): readonly ObservedVersion[] {
    try {
      return route.observedVersions?.(response, request) ?? [];
    } catch (cause) {
      throw this.#invalid('could not read versions', cause);
    }
  }

  /** The operation whose intent is now in the log; undefined where there is no log or nothing to look for. */
  #logIntent(request: ScenarioRequest, route: ScenarioRoute): string | undefined {
    if (this.log === undefined) return undefined;
    const intent = this.#intentOf(request, route);
    if (intent === undefined) return undefined;
    this.log.intend(intent.operationId, intent.amount, nowMs());
    return intent.operationId;
  }

  #intentOf(request: ScenarioRequest, route: ScenarioRoute): WriteIntent | undefined {
    try {
      return route.intent?.(request);
    } catch (cause) {
      throw this.#invalid('could not tell an intent', cause);
    }
  }

  #draw(): ScenarioRequest {
    const request = this.#next();
    const { route, user = 0 } = request;
    if (Number.isInteger(user) && user >= 0 && user <= mostUser) return request;
    const fault = `user ${user} is no whole number from 0 to ${mostUser}`;
    throw this.#invalid(`route ${route}: ${fault}`);
  }

  #next(): ScenarioRequest {
    try {
      return this.#source.next();
    } catch (cause) {
      throw this.#invalid('could not draw a request', cause);
    }
  }

  #routeOf(request: ScenarioRequest): ScenarioRoute {
    const route = this.#routes.get(request.route);
    if (route === undefined) throw this.#invalid(`route ${request.route} is not in its routes`);
    return route;
  }

  #invalid(what: string, cause?: unknown): LoadstoneError {
    if (cause !== undefined) return blameScenario(this.#scenarioName, what, cause);
    const message = `scenario ${this.#scenarioName}: ${what}`;
    return new LoadstoneError('SCENARIO_INVALID', message);
  }
}

/** As in the URL that a browser would show. */
function originOf({ tls, host }: ConnectionTarget): string {
  return `${tls === undefined ? 'http' : 'https'}://${host}`;
}
