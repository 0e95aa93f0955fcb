// What a kind of project says of itself: how it is recognised and started, and how its code reads variables and names routes.
import type { Project } from './project.ts';

/** A way to start the service. */
export interface Start {
  /** As `target.command`. */
  readonly command: readonly string[];
  /** As `target.env`. */
  readonly env: Readonly<Record<string, string>>;
  /** Variable that tells it its port; undefined where the code decides that. */
  readonly portEnv?: string | undefined;
  /** Where it was read, such as `scripts.start of package.json`. */
  readonly from: string;
  /** As `target.build`; undefined where nothing is made before the start. */
  readonly build?: readonly string[] | undefined;
  /** ms, where a start may take longer than usual, such as with a build. */
  readonly readyTimeoutMs?: number | undefined;
}

/** Two levels of one environment variable, the baseline first. */
export interface Factor {
  readonly name: string;
  readonly levels: readonly {
    readonly name: string;
    readonly env: Readonly<Record<string, string>>;
    /** CPUs that the level needs, where more than one. */
    readonly cpus?: number;
  }[];
  /** Why it is worth comparing, or where the variable is read. */
  readonly reason: string;
}

/** How code of a language is read. Every pattern is global. */
export interface CodePatterns {
  /** Names of its files. */
  readonly files: RegExp;
  /** Group 1: an environment variable that is read; group 2: its default as it is written. */
  readonly variable: RegExp;
  /** Group 1: the path of a route that GET answers. */
  readonly route: RegExp;
  /** Some group: a part of a path, with or without `/` before it, such as the prefix that other files' routes are put under. */
  readonly pathPart?: RegExp;
  /** Of the name of a file, some group: the path that it answers, where frameworks take routes from files. */
  readonly fileRoute?: RegExp;
  /** Group 1: a port that is written into the code. */
  readonly fixedPort: RegExp;
}

export interface ProjectKind {
  /** Such as `Node.js`. */
  readonly title: string;
  /** All ways to start it, the best guess first; empty where the project is of another kind. */
  findStarts(project: Project): readonly Start[];
  /** Undefined for a kind that may be in any language, such as a Dockerfile. */
  readonly code?: CodePatterns;
  /** Paths that its frameworks answer once they are ready. */
  readonly readyPaths?: readonly string[];
  /** What may be compared where the code reads no variable worth it. */
  readonly factor?: (start: Start) => Factor;
}
