// How a service is started elsewhere, in whatever language it is: a Procfile, and the image of a Dockerfile.
import { readCommandLine } from '../command-line.ts';
import type { ProjectKind } from '../kind.ts';
import type { Project } from '../project.ts';

export const procfileKind: ProjectKind = {
  title: 'Procfile',
  findStarts(project) {
    const line = /^web:\s*(.+)$/m.exec(project.read('Procfile') ?? '')?.[1];
    if (line === undefined) return [];
    const start = readCommandLine(line, 'web of Procfile', project);
    return [start ?? { command: ['sh', '-c', line], env: {}, from: 'web of Procfile' }];
  },
};

export const dockerfileKind: ProjectKind = {
  title: 'Dockerfile',
  findStarts(project) {
    const file = ['Dockerfile', 'Containerfile'].find(project.has);
    if (file === undefined) return [];
    const image = readImage(project.read(file) ?? '');
    const line = image.words.map((word) => withoutFolder(word, image.workdir)).join(' ');
    const start = readCommandLine(line, `${image.from} of ${file}`, project);
    return start === undefined || !isHere(start.command, project) ? [] : [start];
  },
};

interface Image {
  readonly words: readonly string[];
  readonly workdir: string;
  /** Such as `CMD`. */
  readonly from: string;
}

/** What the last stage runs. Its ENTRYPOINT and CMD follow each other, where both are lists. */
function readImage(text: string): Image {
  const lines = text.replaceAll(/\\\r?\n/g, ' ').split(/\r?\n/);
  const stage = lines.slice(lines.findLastIndex((line) => /^\s*FROM\s/i.test(line)));
  const last = (name: string) =>
    stage
      .findLast((line) => new RegExp(`^\\s*${name}\\s`, 'i').test(line))
      ?.trim()
      .replace(/^\S+\s+/, '');
  const [entry, command] = [readForm(last('ENTRYPOINT')), readForm(last('CMD'))];
  // A script that prepares the image and then runs the command has nothing to prepare here.
  const isScript = entry[0]?.endsWith('.sh') === true;
  const words = isScript ? command : [...entry, ...command];
  const from = [entry.length > 0 && !isScript ? 'ENTRYPOINT' : '', command.length > 0 ? 'CMD' : ''];
  return { words, workdir: last('WORKDIR') ?? '/', from: from.filter(Boolean).join(' and ') };
}

function readForm(text: string | undefined): readonly string[] {
  if (text === undefined) return [];
  try {
    const list: unknown = JSON.parse(text);
    if (Array.isArray(list) && list.every((word) => typeof word === 'string'))
      return list.map((word) => (/[\s$]/.test(word) ? `"${word}"` : word));
  } catch {
    // The form of a shell.
  }
  return [text];
}

/** `/app/server.js` in the image is `server.js` here. */
function withoutFolder(word: string, workdir: string): string {
  const root = workdir.endsWith('/') ? workdir : `${workdir}/`;
  return root !== '/' && word.startsWith(root) ? word.slice(root.length) : word;
}

/** A program that the image builds or brings is not on this machine. */
function isHere([program = '', ...args]: readonly string[], project: Project): boolean {
  if (program.includes('/')) return project.has(program);
  return !args.some((arg) => arg.startsWith('/') && !arg.startsWith('/dev/'));
}
