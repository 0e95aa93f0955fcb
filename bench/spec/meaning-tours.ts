// What the tours of a config must mean: chapters apart from each other, and names that exist.
import type { LoadstoneConfig } from './config-schema.ts';
import { suggest } from './did-you-mean.ts';
import { buildMeaningProblem, type ConfigPath, type ConfigProblem } from './problem.ts';
import type { ChapterConfig } from './tour-schema.ts';

/** Of a chapter with a config of its own the names are checked when that is planned. */
export function* findTourProblems(config: LoadstoneConfig): Generator<ConfigProblem> {
  for (const [name, { chapters }] of Object.entries(config.tours ?? {})) {
    const at = ['tours', name, 'chapters'];
    for (const [index, chapter] of chapters.entries()) {
      const path = [...at, index];
      if (chapters.findIndex(({ id }) => id === chapter.id) < index)
        yield buildMeaningProblem([...path, 'id'], `is there twice: ${chapter.id}`);
      yield* findChapterProblems(config, chapter, path);
    }
  }
}

/** A comparison of fewer groups decides nothing. */
const fewestChapterGroups = 3;

/** Says what is run, which stands beside the reason why nothing is. */
const runKeys = ['command', 'config', 'preset', 'scenarios', 'variants', 'faults', 'groups'];
const isRunKey = (key: string) => [...runKeys, 'leastGroups', 'quick'].includes(key);

function* findChapterProblems(
  config: LoadstoneConfig,
  chapter: ChapterConfig,
  path: ConfigPath,
): Generator<ConfigProblem> {
  const { notMeasured, command } = chapter;
  if (notMeasured !== undefined) {
    for (const key of Object.keys(chapter).filter(isRunKey))
      yield buildMeaningProblem([...path, key], 'stands beside notMeasured, so it is never read');
    return;
  }
  const parts = [
    { at: path, part: chapter },
    { at: [...path, 'quick'], part: chapter.quick ?? {} },
  ];
  for (const { at, part } of parts) {
    if (part.faults !== undefined && command !== 'faults')
      yield buildMeaningProblem([...at, 'faults'], 'is read where command is "faults" only');
    if (command === 'faults' && (part.scenarios ?? []).length > 1)
      yield buildMeaningProblem([...at, 'scenarios'], 'names several, and faults play one');
    // Faults ask for as many as the run has questions, which only its plan knows.
    if (command !== 'faults' && part.groups !== undefined && part.groups < fewestChapterGroups)
      yield buildMeaningProblem(
        [...at, 'groups'],
        `is ${part.groups}; a claim takes ${fewestChapterGroups} groups or more, below which nothing is decided`,
      );
    if (chapter.config === undefined) {
      yield* findNameProblems(config, part, at);
      yield* findVariantProblems(config, part.variants ?? [], [...at, 'variants']);
    }
  }
}

/** Factors and levels that a pattern names; what it has besides, the plan of the chapter judges. */
function* findVariantProblems(
  { factors = {} }: LoadstoneConfig,
  patterns: readonly string[],
  path: ConfigPath,
): Generator<ConfigProblem> {
  for (const [index, pattern] of patterns.entries()) {
    for (const part of pattern.includes('=') ? pattern.split(',') : []) {
      const [factor = '', ...levels] = part.split(/[=|]/).map((word) => word.trim());
      const known = Object.hasOwn(factors, factor) ? factors[factor]?.levels : undefined;
      if (known === undefined) {
        const message = `"${factor}" is no factor; ${suggest(factor, Object.keys(factors))}`;
        yield buildMeaningProblem([...path, index], message);
        continue;
      }
      for (const level of levels.filter((name) => name !== '*' && !Object.hasOwn(known, name)))
        yield buildMeaningProblem(
          [...path, index],
          `"${level}" is no level of ${factor}; ${suggest(level, Object.keys(known))}`,
        );
    }
  }
}

function* findNameProblems(
  { presets = {}, scenarios }: LoadstoneConfig,
  part: Pick<ChapterConfig, 'preset' | 'scenarios'>,
  path: ConfigPath,
): Generator<ConfigProblem> {
  const { preset } = part;
  if (preset !== undefined && !Object.hasOwn(presets, preset))
    yield buildMeaningProblem(
      [...path, 'preset'],
      `"${preset}" is no preset; ${suggest(preset, Object.keys(presets))}`,
    );
  for (const [index, name] of (part.scenarios ?? []).entries())
    if (!Object.hasOwn(scenarios, name))
      yield buildMeaningProblem(
        [...path, 'scenarios', index],
        `"${name}" is no scenario; ${suggest(name, Object.keys(scenarios))}`,
      );
}
