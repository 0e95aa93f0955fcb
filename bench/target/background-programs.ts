// Programs whose service is none of their own processes, by their words: what to write instead.
import { basename } from 'node:path';

const containers =
  'Start the containers yourself, one for each level, and give each level its address as `url` (docs/targets.md).';

const inForeground = (command: string) => `Keep it in the foreground: \`${command}\`.`;

/** What to do instead, by program. */
const advice: Readonly<Record<string, string>> = {
  ...{ docker: containers, 'docker-compose': containers, podman: containers, nerdctl: containers },
  nginx: inForeground("nginx -g 'daemon off;'"),
  apache2: inForeground('apache2 -D FOREGROUND'),
  httpd: inForeground('httpd -D FOREGROUND'),
  caddy: inForeground('caddy run'),
  haproxy: inForeground('haproxy -db'),
  lighttpd: inForeground('lighttpd -D'),
  'php-fpm': inForeground('php-fpm -F'),
  gunicorn: inForeground('gunicorn without --daemon'),
  uwsgi: inForeground('uwsgi without --daemonize'),
  pm2: inForeground('pm2-runtime'),
};

const usualAdvice =
  'Let the command itself be the service: without a daemon option, and in a script by `exec`.';

/** @param names of programs, the likeliest first */
export function adviseOn(names: readonly string[]): string {
  const known = names.find((name) => Object.hasOwn(advice, name));
  return (known && advice[known]) ?? usualAdvice;
}

/** Names of programs and their arguments, those of a line for a shell too. */
export function splitCommand(words: readonly string[]): readonly string[] {
  return words.flatMap((word) => word.split(/\s+/)).map((word) => basename(word));
}

const inContainer = 'its service runs in a container, whose CPU, memory and end are not known';
const inBackground =
  'its service runs in the background, and its CPU, memory and end are not known';
const ofSystem = 'the system starts its service, whose CPU, memory and end are not known';

/** Words that start a service elsewhere, whatever else stands there; only what is sure. */
const elsewhere: readonly {
  readonly program: RegExp;
  /** Of the arguments, joined by blanks. */
  readonly words: RegExp;
  readonly reason: string;
}[] = [
  {
    program: /^(?:docker|podman|nerdctl)$/,
    words: /(?:^| )(?:run|start|restart|compose .*\b(?:up|run|start|restart)|compose-up)(?: |$)/,
    reason: inContainer,
  },
  {
    program: /^(?:docker|podman)-compose$/,
    words: /(?:^| )(?:up|run|start|restart)(?: |$)/,
    reason: inContainer,
  },
  { program: /^systemctl$/, words: /(?:^| )(?:start|restart|reload)(?: |$)/, reason: ofSystem },
  { program: /^(?:service|rc-service)$/, words: / (?:start|restart)$/, reason: ofSystem },
  {
    program: /^pm2$/,
    words: /^(?!.*--no-daemon).*(?:^| )(?:start|restart|reload)(?: |$)/,
    reason: inBackground,
  },
  { program: /^caddy$/, words: /^start(?: |$)/, reason: inBackground },
  { program: /^gunicorn$/, words: /(?:^| )(?:--daemon|-D)(?: |$)/, reason: inBackground },
  { program: /^uwsgi$/, words: /(?:^| )(?:--daemonize|-d)\b/, reason: inBackground },
  { program: /^haproxy$/, words: /(?:^| )-D(?: |$)/, reason: inBackground },
];

/** Why a run of this command can't be measured, and what to do; undefined where nothing speaks against it. */
export function findElsewhere(
  words: readonly string[],
): { readonly reason: string; readonly hint: string } | undefined {
  const [first = '', ...rest] = splitShellLine(words);
  const program = basename(first);
  const row = elsewhere.find((one) => one.program.test(program) && one.words.test(rest.join(' ')));
  return row && { reason: row.reason, hint: adviseOn([program]) };
}

/** `docker`, `run` … of `sh -c 'exec docker run …'` too; of a line with several commands the first. */
function splitShellLine(words: readonly string[]): readonly string[] {
  const [shell = '', flag = '', line] = words;
  const isLine = /^(?:ba|da|z)?sh$/.test(basename(shell)) && /^-\w*c$/.test(flag);
  if (!isLine || line === undefined) return words;
  return line
    .trim()
    .replace(/^exec\s+/, '')
    .split(/\s+/);
}
