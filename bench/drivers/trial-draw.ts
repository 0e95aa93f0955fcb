// Draws requests from a scenario without sending them, so that what no driver could send is known beforehand.
import type { RequestSource, Scenario, ScenarioRequest } from '../../scenarios/model.ts';
import { LoadstoneError } from '../errors.ts';
import { RequestWriter, type WireRequest } from './open/request-writer.ts';
import { showControls } from './request-form.ts';
import { blameScenario } from './scenario-loader.ts';

/**
 * The first request of each route among so many draws. Routes that are drawn more seldom may be missing.
 * @throws LoadstoneError SCENARIO_INVALID where a draw throws, names no route of the scenario, or gives a
 *   request that can't be sent
 */
export function drawEachRoute(
  { name, routes }: Pick<Scenario, 'name' | 'routes'>,
  source: RequestSource,
  draws: number,
): ReadonlyMap<string, ScenarioRequest> {
  const found = new Map<string, ScenarioRequest>();
  for (let index = 0; index < draws; index++) {
    const request = drawOne(name, source);
    if (!Object.hasOwn(routes, request.route)) {
      const message = `scenario ${name}: route ${showControls(String(request.route))} is not one of its routes`;
      throw new LoadstoneError('SCENARIO_INVALID', message);
    }
    const fault = findRequestFault(request);
    if (fault !== undefined) {
      const shown = showControls(`${request.method} ${request.path}`);
      const message = `scenario ${name}: ${shown} cannot be sent: ${fault}`;
      throw new LoadstoneError('SCENARIO_INVALID', message, {
        hint: 'Mend the request in the scenario; a path is printable ASCII, the rest percent-encoded.',
      });
    }
    if (!found.has(request.route)) found.set(request.route, request);
  }
  return found;
}

function drawOne(name: string, source: RequestSource): ScenarioRequest {
  try {
    return source.next();
  } catch (cause) {
    throw blameScenario(name, 'could not draw a request', cause);
  }
}

const writer = new RequestWriter('127.0.0.1');

/** Why a request can't be sent, by the rules of the driver `open`; undefined where it can. */
function findRequestFault(request: ScenarioRequest): string | undefined {
  const wire: WireRequest = { text: '', encoding: 'latin1' };
  return writer.write(request, wire)?.replace(/^request: /, '');
}
