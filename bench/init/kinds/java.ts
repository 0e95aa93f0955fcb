// Java and Kotlin: Maven or Gradle, with Spring Boot, Quarkus or Micronaut.
import type { ProjectKind, Start } from '../kind.ts';
import type { Project } from '../project.ts';

const readyTimeoutMs = 120_000;

/** How each framework is told its port, and what it answers when its health module is there. */
const frameworks: readonly {
  readonly sign: RegExp;
  readonly title: string;
  readonly portEnv: string;
  /** Of Maven and Gradle alike, below `target/` and `build/`; undefined for the jar of the project. */
  readonly jar?: string;
}[] = [
  { sign: /spring-boot|org\.springframework\.boot/, title: 'Spring Boot', portEnv: 'SERVER_PORT' },
  {
    sign: /io\.quarkus/,
    title: 'Quarkus',
    portEnv: 'QUARKUS_HTTP_PORT',
    jar: 'quarkus-app/quarkus-run.jar',
  },
  { sign: /io\.micronaut/, title: 'Micronaut', portEnv: 'MICRONAUT_SERVER_PORT' },
];

/** How each build tool is called, and where it leaves the jar. */
const buildTools: readonly {
  readonly file: RegExp;
  readonly wrapper: string;
  readonly program: string;
  readonly goal: readonly string[];
  readonly output: string;
  readonly jars: string;
}[] = [
  {
    file: /^pom\.xml$/,
    wrapper: 'mvnw',
    program: 'mvn',
    goal: ['-q', 'package', '-DskipTests'],
    output: 'target',
    jars: 'target',
  },
  {
    file: /^build\.gradle(?:\.kts)?$/,
    wrapper: 'gradlew',
    program: 'gradle',
    goal: ['assemble'],
    output: 'build',
    jars: 'build/libs',
  },
];

export const javaKind: ProjectKind = {
  title: 'Java',
  code: {
    files: /\.(?:java|kt)$|(?:^|\/)application[\w-]*\.(?:properties|ya?ml)$/,
    variable: /(?:getenv\(\s*"|\$\{)([A-Z][A-Z0-9_]+)(?:":?\)|:([^}\n]{0,300})\}|\})/g,
    route: /@(?:GetMapping|GET\s+@Path|Get)\(\s*(?:(?:value|path)\s*=\s*)?"(\/[^"\s]*)"/g,
    pathPart: /@(?:RequestMapping|Path|Controller)\(\s*(?:(?:value|path)\s*=\s*)?"([^"\s]+)"/g,
    fixedPort: /new InetSocketAddress\((\d{2,5})\)/g,
  },
  readyPaths: ['/actuator/health', '/q/health/ready'],
  factor: () => ({
    name: 'collector',
    levels: [
      { name: 'default', env: {} },
      { name: 'parallel', env: { JAVA_TOOL_OPTIONS: '-XX:+UseParallelGC' } },
    ],
    reason: 'Garbage collector: throughput against pauses.',
  }),
  findStarts(project) {
    for (const tool of buildTools) {
      const file = project.files.find((path) => tool.file.test(path));
      if (file === undefined) continue;
      const text = project.read(file) ?? '';
      const framework = frameworks.find(({ sign }) => sign.test(text));
      const jar =
        framework?.jar === undefined
          ? findJar(project, tool.jars)
          : `${tool.output}/${framework.jar}`;
      const program = project.has(tool.wrapper) ? `./${tool.wrapper}` : tool.program;
      return [
        startOf(jar ?? `${tool.jars}/${nameJar(text, project)}`, framework?.portEnv, {
          from: `${file}${framework === undefined ? '' : ` with ${framework.title}`}`,
          build: [program, ...tool.goal],
        }),
      ];
    }
    return [];
  },
};

function startOf(
  jar: string,
  portEnv: string | undefined,
  more: Pick<Start, 'from' | 'build'>,
): Start {
  return { command: ['java', '-jar', jar], env: {}, portEnv, readyTimeoutMs, ...more };
}

/** The one that holds all that it needs; builds leave others beside it. */
function findJar(project: Project, folder: string): string | undefined {
  return project
    .list(folder)
    .find((path) => /(?<!-(?:plain|sources|javadoc|original))\.jar$/.test(path));
}

/** As Maven names it; Gradle takes the name from its settings. */
function nameJar(text: string, project: Project): string {
  const own = text.replace(/<parent>[\s\S]*?<\/parent>/, '');
  const settings = ['settings.gradle', 'settings.gradle.kts']
    .map((path) => project.read(path) ?? '')
    .join('\n');
  const name =
    /<artifactId>\s*([\w.-]+)/.exec(own)?.[1] ??
    /rootProject\.name\s*=\s*['"]([\w.-]+)/.exec(settings)?.[1] ??
    project.name;
  const version =
    /<version>\s*([\w.-]+)/.exec(own)?.[1] ??
    /^[ \t]*version(?:[ \t]*=)?[ \t]*['"]([\w.-]+)/m.exec(text)?.[1];
  return `${name}${version === undefined ? '' : `-${version}`}.jar`;
}
