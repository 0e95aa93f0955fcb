// Names of template databases: a hash over everything that decides what is in them.
import { createHash, createHmac } from 'node:crypto';
import { globSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { readWholeFile } from '../probes/small-file.ts';
import type { PrepareStep } from '../spec/experiment.ts';

export const templatePrefix = 'loadstone_template_';

/** Raised when templates are made in another way, so that older ones are not taken for the same. */
const templateFormat = 1;

/** Hash over the paths and contents of all files that the globs match, in the order of their paths. */
function readInputsDigest(inputs: readonly string[], cwd: string): string {
  const hash = createHash('sha256');
  const paths = new Set(inputs.flatMap((pattern) => globSync(pattern, { cwd })));
  for (const path of [...paths].sort()) {
    const full = join(cwd, path);
    if (!statSync(full, { throwIfNoEntry: false })?.isFile()) continue;
    const content = readWholeFile(full) ?? Buffer.alloc(0);
    // Lengths keep two files from being taken for one with the same bytes in a row.
    hash.update(`${path.length}:${path}:${content.length}:`).update(content);
  }
  return hash.digest('hex');
}

/** Name of the template that a step makes out of its parent's. */
function buildTemplateName(
  parent: string | undefined,
  step: PrepareStep,
  inputsDigest: string,
  key: string,
): string {
  const env = Object.entries(step.env).sort(([a], [b]) => (a < b ? -1 : 1));
  const parts = [templateFormat, parent ?? null, step.command, env, inputsDigest];
  const hash = createHmac('sha256', key).update(JSON.stringify(parts)).digest('hex');
  return `${templatePrefix}${hash.slice(0, 16)}`;
}

/**
 * Names of the templates after each step, in order.
 * @param key what users of the server alone know, since names are seen by all of them and must not give away what
 *   the steps are told
 */
export function readTemplateNames(
  steps: readonly PrepareStep[],
  cwd: string,
  key: string,
): readonly string[] {
  const names: string[] = [];
  for (const step of steps) {
    names.push(buildTemplateName(names.at(-1), step, readInputsDigest(step.inputs, cwd), key));
  }
  return names;
}
