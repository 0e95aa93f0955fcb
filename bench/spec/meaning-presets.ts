// A preset names levels and scenarios that there are.
import type { LoadstoneConfig, PresetConfig } from './config-schema.ts';
import { suggest } from './did-you-mean.ts';
import { buildMeaningProblem, type ConfigProblem } from './problem.ts';

export function* findPresetProblems(
  { factors = {}, scenarios }: LoadstoneConfig,
  presetName: string,
  preset: PresetConfig,
): Generator<ConfigProblem> {
  const at = ['presets', presetName];
  for (const [index, name] of (preset.scenarios ?? []).entries()) {
    if (Object.hasOwn(scenarios, name)) continue;
    const message = `"${name}" is no scenario; ${suggest(name, Object.keys(scenarios))}`;
    yield buildMeaningProblem([...at, 'scenarios', index], message);
  }
  for (const [factorName, kept] of Object.entries(preset.levels ?? {})) {
    const path = [...at, 'levels', factorName];
    const levels = Object.hasOwn(factors, factorName) ? factors[factorName]?.levels : undefined;
    if (levels === undefined) {
      const message = `is no factor; ${suggest(factorName, Object.keys(factors))}`;
      yield buildMeaningProblem(path, message);
      continue;
    }
    for (const [index, name] of kept.entries()) {
      if (Object.hasOwn(levels, name)) continue;
      const message = `"${name}" is no level of ${factorName}; ${suggest(name, Object.keys(levels))}`;
      yield buildMeaningProblem([...path, index], message);
    }
  }
}
