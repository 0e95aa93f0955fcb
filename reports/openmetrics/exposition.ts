// The text form of OpenMetrics: families with their samples, labels escaped.
import { cleanText } from '../figures/clean-text.ts';

export interface Sample {
  readonly labels: Readonly<Record<string, string>>;
  readonly value: number;
}

export interface Family {
  readonly name: string;
  readonly type: 'gauge' | 'stateset' | 'info';
  readonly unit: string | undefined;
  readonly help: string;
  readonly samples: readonly Sample[];
}

/** A family of gauges; with a unit its name ends in it. */
export function gauge(
  name: string,
  help: string,
  samples: readonly Sample[],
  unit?: string,
): Family {
  return { name, type: 'gauge', unit, help, samples };
}

/** Samples of a state set: one a state, 1 for the one that holds. */
export function listStates<State extends string>(
  name: string,
  states: readonly State[],
  holding: State,
  labels: Sample['labels'],
): Sample[] {
  return states.map((state) => ({
    labels: { ...labels, [name]: state },
    value: state === holding ? 1 : 0,
  }));
}

/** In the unit of a family, with twelve digits: what a factor adds to the last ones is not measured. */
export function scaleFigure(value: number, scale: number): number {
  return Number((value * scale).toPrecision(12));
}

/** Families without samples are left out; ends with `# EOF`. */
export function renderFamilies(families: readonly Family[]): string {
  const lines = families
    .filter((family) => family.samples.length > 0)
    .flatMap((family) => [
      `# TYPE ${family.name} ${family.type}`,
      ...(family.unit === undefined ? [] : [`# UNIT ${family.name} ${family.unit}`]),
      `# HELP ${family.name} ${escapeText(family.help)}`,
      ...family.samples.map((sample) => renderSample(family, sample)),
    ]);
  return `${[...lines, '# EOF'].join('\n')}\n`;
}

function renderSample({ name, type }: Family, { labels, value }: Sample): string {
  const pairs = Object.entries(labels).map(([key, text]) => `${key}="${escapeText(text)}"`);
  return `${name}${type === 'info' ? '_info' : ''}{${pairs.join(',')}} ${value}`;
}

function escapeText(text: string): string {
  return cleanText(text).replaceAll('\\', '\\\\').replaceAll('"', '\\"');
}
