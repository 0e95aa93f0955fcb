// Which function of a k6 script of the user's own is played, by what the script says of itself.
import { execFile } from 'node:child_process';
import { resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { k6ExportTag, k6InspectEnv } from '../../../scenarios/k6/protocol.ts';
import { LoadstoneError, messageOf } from '../../errors.ts';
import { buildK6Env, type K6Binary, readLastError } from './run-k6.ts';

/** The function of a script that is played, with what the script's own scenario of it sets. */
export interface ScriptFunction {
  /** `default`, or another name that the script exports. */
  readonly exec: string;
  readonly env: Readonly<Record<string, string>>;
  readonly tags: Readonly<Record<string, string>>;
}

interface ScriptScenario {
  readonly exec?: string | null;
  readonly env?: Readonly<Record<string, string>> | null;
  readonly tags?: Readonly<Record<string, string>> | null;
}

const inspectTimeoutMs = 30_000;

/**
 * Lets k6 read the script without playing it, and chooses the function.
 * @param exec the function that the config names; undefined: the only one that the script plays
 * @param baseUrl `__ENV.BASE_URL` of the script
 * @throws LoadstoneError SCENARIO_INVALID where k6 cannot load the script or there are several to choose from
 */
export async function findScriptFunction(
  k6: K6Binary,
  path: string,
  exec: string | undefined,
  baseUrl: string,
): Promise<ScriptFunction> {
  let options: string;
  try {
    const env = { [k6InspectEnv]: resolve(path), BASE_URL: baseUrl };
    const given = Object.entries(env).flatMap(([name, value]) => ['-e', `${name}=${value}`]);
    const args = ['inspect', ...given, inspectPath];
    const { stdout } = await promisify(execFile)(k6.path, args, {
      env: buildK6Env(k6),
      timeout: inspectTimeoutMs,
    });
    options = stdout;
  } catch (thrown) {
    const output = thrown instanceof Error && 'stderr' in thrown ? String(thrown.stderr) : '';
    const reason = readLastError(output.trim()) || messageOf(thrown);
    throw new LoadstoneError('SCENARIO_INVALID', `${path}: k6 cannot load it: ${reason}`, {
      hint: `Run \`k6 inspect ${path}\` to see the whole message. A script may import nothing from the network: keep its modules beside it.`,
    });
  }
  return chooseScriptFunction(path, JSON.parse(options), exec);
}

const inspectPath = fileURLToPath(
  new URL('../../../scenarios/k6/script-inspect.ts', import.meta.url),
);

/** A script's options as `k6 inspect` prints them; the functions that it exports are among the tags. */
interface InspectedOptions {
  readonly scenarios?: Readonly<Record<string, ScriptScenario>> | null;
  readonly tags?: Readonly<Record<string, string>> | null;
}

/**
 * Chooses by the script's options; pure.
 * @throws LoadstoneError SCENARIO_INVALID where there are several to choose from, or it exports no such function
 */
export function chooseScriptFunction(
  path: string,
  options: InspectedOptions,
  exec: string | undefined,
): ScriptFunction {
  const scenarios = Object.values(options.scenarios ?? {});
  const played = [...new Set(scenarios.map((scenario) => scenario.exec ?? 'default'))];
  if (exec === undefined && played.length > 1) {
    throw new LoadstoneError(
      'SCENARIO_INVALID',
      `${path} plays ${played.length} functions in its options.scenarios (${played.join(', ')}); a scenario of the config plays one.`,
      {
        hint: `Make a scenario of the config for each, with \`exec\`: { script: '…', exec: '${played.at(-1)}' }. A mix belongs in one function.`,
      },
    );
  }
  const chosen = exec ?? played[0] ?? 'default';
  assertExported(path, options, chosen);
  const own = scenarios.filter((scenario) => (scenario.exec ?? 'default') === chosen);
  const settings = own.map(({ env, tags }) => ({ env: env ?? {}, tags: tags ?? {} }));
  const different = new Set(settings.map((one) => JSON.stringify(one)));
  if (different.size > 1) {
    throw new LoadstoneError(
      'SCENARIO_INVALID',
      `${path} plays the function ${chosen} in ${own.length} scenarios of its own with different env or tags; which is meant cannot be told.`,
      { hint: 'Leave one of them, or export a function for each.' },
    );
  }
  return { exec: chosen, ...(settings[0] ?? { env: {}, tags: {} }) };
}

/** Functions that k6 calls itself, at the start, at the end and for the summary. */
const ownFunctions: readonly string[] = ['setup', 'teardown', 'handleSummary'];

function assertExported(path: string, { tags }: InspectedOptions, chosen: string): void {
  const exported = Object.entries(tags ?? {})
    .filter(([, kind]) => kind === k6ExportTag)
    .map(([name]) => name);
  if (exported.includes(chosen)) return;
  const what = chosen === 'default' ? 'default function' : `function ${chosen}`;
  const playable = exported.filter((name) => !ownFunctions.includes(name));
  throw new LoadstoneError(
    'SCENARIO_INVALID',
    `${path} exports no ${what}, which is to be played.`,
    {
      hint:
        playable.length === 0
          ? 'Export a function from it: export default function () { … }'
          : `Name one that it exports with \`exec\`: ${playable.join(', ')}.`,
    },
  );
}
