// The script that k6 runs around a script of the user's own: the same code under our load.
import exec from 'k6/execution';
import { Counter, Gauge } from 'k6/metrics';
import { type K6ScriptSettings, k6Metrics } from './protocol.ts';

/** What a k6 script may export; what else it exports is not used. */
interface UserScript {
  readonly options?: Readonly<Record<string, unknown>>;
  readonly setup?: () => unknown;
  readonly teardown?: (data: unknown) => unknown;
  readonly default?: (data: unknown) => unknown;
}

// k6 offers it, but its types do not: a module whose path is known only when the run starts.
declare function require(path: string): UserScript;

const settings: K6ScriptSettings = JSON.parse(open(__ENV.LOADSTONE_SETTINGS ?? ''));
const script = require(settings.scriptPath);
if (typeof script.default !== 'function') {
  throw new Error(`${settings.scriptPath} has no default function, which k6 plays`);
}
const play = script.default;

/** Of the script's own options those go that would decide over the load. */
const { vus, duration, iterations, stages, scenarios, thresholds, ...kept } = script.options ?? {};

export const options = { ...kept, ...settings.options };

const started = new Gauge(k6Metrics.started);
const thrown = new Counter(k6Metrics.thrown);
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
  try {
    const result = play(data);
    return result instanceof Promise ? result.catch(tellThrown) : result;
  } catch (reason) {
    tellThrown(reason);
    return undefined;
  }
}
