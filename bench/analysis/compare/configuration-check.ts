// Did every variant run with the settings that make it one: echo against plan, echo against echo.

import type { Message } from '../../../reports/document/message.ts';
import {
  dropDoubles,
  writeMessage,
  writeName,
} from '../../../reports/document/messages/message.ts';
import type { ConfigurationCheck } from '../../../reports/document/result.ts';
import type { ConfigurationRecord } from '../../measurement/records.ts';
import type { PlannedVariant } from '../../plan/plan.ts';
import type { Experiment, ResolvedLevel } from '../../spec/experiment.ts';
import { hidesValue } from '../../spec/hash-mark.ts';

export interface ConfigurationReport {
  /** One for each variant that was launched, in the order of the plan. */
  readonly checks: readonly ConfigurationCheck[];
  /** Settings that were echoed otherwise than planned. */
  readonly deviations: readonly Message[];
}

interface Echo {
  readonly variant: PlannedVariant;
  readonly plannedEnv: Readonly<Record<string, string>>;
  /** Environment and arguments: where they are equal, equal echoes are expected (an A/A pair). */
  readonly plannedSettings: string;
  readonly configHash: string | undefined;
  /** Echoed values of the variables that any level sets; undefined where one of them is not echoed. */
  readonly factorValues: string | undefined;
  readonly deviations: readonly Message[];
  readonly isOffered: boolean;
  /** Planned settings that are among the echoed ones. */
  readonly echoedCount: number;
}

/**
 * Compares what the services said of themselves in the groups given. Two variants are the `same`
 * where they were planned with different settings but echo the same hash, or the same values of all
 * variables that levels set (the hash may cover a port, which differs for no reason of the plan).
 */
export function checkConfigurations(
  experiment: Experiment,
  variants: readonly PlannedVariant[],
  records: readonly ConfigurationRecord[],
): ConfigurationReport {
  const echoes = variants.flatMap((variant) => {
    const own = records.filter(({ variantId }) => variantId === variant.id);
    return own.length === 0 ? [] : [buildEcho(experiment, variant, own)];
  });
  return {
    checks: echoes.map((echo) => judgeEcho(echo, echoes)),
    deviations: echoes.flatMap(({ deviations }) => deviations),
  };
}

function buildEcho(
  experiment: Experiment,
  variant: PlannedVariant,
  records: readonly ConfigurationRecord[],
): Echo {
  const levels = listLevels(experiment, variant);
  const plannedEnv = Object.assign({}, ...levels.map(({ env }) => env)) as Record<string, string>;
  const deviations: Message[] = [];
  const variantName = writeName(variant.id);
  for (const { config } of records) {
    for (const [name, planned] of Object.entries(plannedEnv)) {
      const echoed = config?.[name];
      if (echoed === undefined || String(echoed) === planned) continue;
      const hidden = [String(echoed), planned].filter(hidesValue).length;
      // A run that an older version began has values where a later part of it has hashes.
      if (hidden === 1) continue;
      deviations.push(
        hidden === 2
          ? writeMessage('setting-differs-hidden', { variant: variantName, name: writeName(name) })
          : writeMessage('setting-differs', {
              ...{ variant: variantName, name: writeName(name) },
              ...{ echoed: writeName(String(echoed)), planned: writeName(planned) },
            }),
      );
    }
  }
  const last = records.at(-1);
  return {
    variant,
    plannedEnv,
    plannedSettings: JSON.stringify([plannedEnv, levels.flatMap(({ args }) => args)]),
    configHash: last?.configHash,
    factorValues: findFactorValues(experiment, last?.config),
    deviations: dropDoubles(deviations),
    echoedCount: Object.keys(plannedEnv).filter((name) => last?.config?.[name] !== undefined)
      .length,
    isOffered: records.some((each) => each.configHash !== undefined || each.config !== undefined),
  };
}

function listLevels({ factors }: Experiment, variant: PlannedVariant): readonly ResolvedLevel[] {
  return factors.flatMap(({ name, levels }) =>
    levels.filter((level) => level.name === variant.levels[name]),
  );
}

function findFactorValues(
  { factors }: Experiment,
  config: Readonly<Record<string, unknown>> | undefined,
): string | undefined {
  const names = new Set(
    factors.flatMap(({ levels }) => levels.flatMap(({ env }) => Object.keys(env))),
  );
  if (config === undefined || names.size === 0) return undefined;
  const values = [...names].map((name) => config[name]);
  return values.includes(undefined) ? undefined : JSON.stringify(values.map(String));
}

function judgeEcho(echo: Echo, echoes: readonly Echo[]): ConfigurationCheck {
  const head = { variantId: echo.variant.id, configHash: echo.configHash ?? null };
  const build = (status: ConfigurationCheck['status'], detail: Message): ConfigurationCheck => ({
    ...{ ...head, status, detail: detail },
  });
  if (!echo.isOffered) return build('not-offered', writeMessage('setting-not-offered'));
  const twins = echoes.filter((other) => other !== echo && areTwins(echo, other));
  if (twins.length > 0) {
    const names = twins.map(({ variant }) => writeName(variant.id));
    return build('same-as-another', writeMessage('setting-same', { variants: names }));
  }
  const [deviation] = echo.deviations;
  const planned = Object.keys(echo.plannedEnv).length;
  const facts = { echoed: echo.echoedCount, planned };
  return build('as-planned', deviation ?? writeMessage('setting-as-planned', facts));
}

function areTwins(a: Echo, b: Echo): boolean {
  if (a.plannedSettings === b.plannedSettings) return false;
  if (a.configHash !== undefined && a.configHash === b.configHash) return true;
  const envDiffers = JSON.stringify(a.plannedEnv) !== JSON.stringify(b.plannedEnv);
  return envDiffers && a.factorValues !== undefined && a.factorValues === b.factorValues;
}
