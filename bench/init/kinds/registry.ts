// All kinds of projects, in the order in which a way to start is looked for.
import type { CodePatterns, ProjectKind, Start } from '../kind.ts';
import type { Project } from '../project.ts';
import { dockerfileKind, procfileKind } from './containers.ts';
import { dotnetKind } from './dotnet.ts';
import { goKind } from './go.ts';
import { javaKind } from './java.ts';
import { nodeKind } from './node.ts';
import { phpKind } from './php.ts';
import { pythonKind } from './python.ts';

const kinds: readonly ProjectKind[] = [
  procfileKind,
  pythonKind,
  goKind,
  javaKind,
  dotnetKind,
  phpKind,
  // A package.json is in many projects of other languages, for the tools of their pages.
  nodeKind,
  dockerfileKind,
];

export interface FoundStart {
  readonly kind: ProjectKind;
  readonly start: Start;
}

/** Every way to start the service, the best guess first; the same command once. */
export function findStarts(project: Project): readonly FoundStart[] {
  const found = kinds.flatMap((kind) => kind.findStarts(project).map((start) => ({ kind, start })));
  const seen = new Set<string>();
  return found.filter(({ start }) => {
    const words = JSON.stringify(start.command);
    return !seen.has(words) && seen.add(words);
  });
}

/** Patterns of the kind's language; of all whose files are there for a kind in any language. */
export function findCodePatterns(
  kind: ProjectKind | undefined,
  project: Project,
): readonly CodePatterns[] {
  if (kind?.code !== undefined) return [kind.code];
  return kinds.flatMap(({ code }) =>
    code !== undefined && project.files.some((path) => code.files.test(path)) ? [code] : [],
  );
}

/** How a file of this name is read; undefined where its language is none of ours. */
export function findPatternsOf(file: string): CodePatterns | undefined {
  return kinds.find(({ code }) => code?.files.test(file))?.code;
}

/** The kind in whose language most files are; for what a kind in any language leaves open. */
export function findLanguage(project: Project): ProjectKind | undefined {
  const counted = kinds.flatMap((kind) => {
    const { code } = kind;
    const files =
      code === undefined ? 0 : project.files.filter((path) => code.files.test(path)).length;
    return files > 0 ? [{ kind, files }] : [];
  });
  return counted.toSorted((a, b) => b.files - a.files)[0]?.kind;
}
