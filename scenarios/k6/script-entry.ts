// The script that k6 runs around a script of the user's own: the same code under our load.
import exec from 'k6/execution';
import { Counter, Gauge } from 'k6/metrics';
import { type K6ScriptSettings, k6Metrics } from './protocol.ts';
import { watchRequests } from './watched-requests.ts';

/** What a k6 script may export; of its other functions only the one that is named is played. */
interface UserScript {
  readonly options?: Readonly<Record<string, unknown>>;
  readonly setup?: () => unknown;
  readonly teardown?: (data: unknown) => unknown;
  readonly [name: string]: unknown;
}

// k6 offers it, but its types do not: a module whose path is known only when the run starts.
declare function require(path: string): UserScript;

const settings: K6ScriptSettings = JSON.parse(open(__ENV.LOADSTONE_SETTINGS ?? ''));
watchRequests();
const script = require(settings.scriptPath);
const play = findFunction(script[settings.exec]);

function findFunction(found: unknown): (data: unknown) => unknown {
  if (typeof found === 'function') return found as (data: unknown) => unknown;
  const what = settings.exec === 'default' ? 'default function' : `function ${settings.exec}`;
  throw new Error(`${settings.scriptPath} exports no ${what}, which is to be played`);
}

/** Of the script's own options those go that would decide over the load. */
const loadOptions = [
  ...['vus', 'duration', 'iterations', 'stages', 'scenarios', 'thresholds', 'rps', 'paused'],
  ...['executionSegment', 'executionSegmentSequence'],
];
const kept = Object.entries(script.options ?? {}).filter(([name]) => !loadOptions.includes(name));

export const options = { ...Object.fromEntries(kept), ...settings.options };

const started = new Gauge(k6Metrics.started);
const thrown = new Counter(k6Metrics.thrown);
const iteration = new Counter(k6Metrics.iteration);
let hasStarted = false;

// Both must be functions where they are exported at all.
export function setup(): unknown {
  return script.setup?.();
}

export function teardown(data: unknown): unknown {
  return script.teardown?.(data);
}

function tellThrown(reason: unknown): void {
  thrown.add(1, { message: reason instanceof Error ? reason.message : String(reason) });
}

/** One iteration of the user's script. */
export default function playScript(data: unknown): unknown {
  if (!hasStarted) started.add(exec.scenario.startTime);
  hasStarted = true;
  iteration.add(1);
  try {
    const result = play(data);
    return result instanceof Promise ? result.catch(tellThrown) : result;
  } catch (reason) {
    tellThrown(reason);
    return undefined;
  }
}
