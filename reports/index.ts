// What is published as `loadstone/document`: the documents of runs, read, checked and typed.
import { readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { type DocumentKind, type Documents, readDocument as read } from './document/versions.ts';

export { DocumentError, type DocumentKind, type Documents } from './document/versions.ts';

/** What the document of a kind is called in the folder of its run; the others have no such folder. */
const fileNames: { readonly [Kind in DocumentKind]?: string } = {
  result: 'result.json',
  faults: 'faults.json',
  sweep: 'sweep.json',
  explanation: 'explain.json',
  profile: 'profile.json',
  tour: 'tour.json',
};

/**
 * Reads a document that Loadstone wrote and checks all of it; one of an older version is upgraded. Units stand last in
 * names (`p99Us`), ratios are from 0 to 1 or quotients, and null is what was not judged or not measured.
 * @param path of the file, or of the folder of the run that holds it
 * @param kind of document; by default that of a comparison
 * @throws DocumentError `VERSION_UNKNOWN` or `STRUCTURE_INVALID` with all problems by path; SyntaxError where the file
 *   holds no JSON; the error of the file system where it cannot be read
 */
export async function readDocument<Kind extends DocumentKind = 'result'>(
  path: string,
  kind = 'result' as Kind,
): Promise<Documents[Kind]> {
  const name = fileNames[kind];
  const isFolder = name !== undefined && (await stat(path)).isDirectory();
  return read(kind, JSON.parse(await readFile(isFolder ? join(path, name) : path, 'utf8')));
}
