// The file of trusted certificate authorities that a config names: it is there and holds certificates.
import { X509Certificate } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { messageOf } from '../errors.ts';
import type { LoadstoneConfig } from './config-schema.ts';
import { buildMeaningProblem, type ConfigProblem } from './problem.ts';

/** The one problem of `target.tls.ca`, or none. */
export async function findAuthorityProblems(
  { target }: LoadstoneConfig,
  folder: string,
): Promise<readonly ConfigProblem[]> {
  const ca = target.tls?.ca;
  if (ca === undefined) return [];
  const fault = await findFileFault(resolve(folder, ca));
  return fault === undefined ? [] : [buildMeaningProblem(['target', 'tls', 'ca'], fault)];
}

async function findFileFault(path: string): Promise<string | undefined> {
  let text: string;
  try {
    text = await readFile(path, 'utf8');
  } catch (thrown) {
    return `cannot be read: ${messageOf(thrown)}`;
  }
  try {
    new X509Certificate(text);
    return undefined;
  } catch {
    return `holds no certificate in PEM form: ${path}`;
  }
}
