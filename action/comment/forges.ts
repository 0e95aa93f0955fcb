// What differs between forges: where they say which pull request it is, and how their comments are read and written.
import { readFileSync } from 'node:fs';

export type Env = Readonly<Record<string, string | undefined>>;

interface OwnComment {
  readonly id: number;
  readonly body: string;
}

export interface Forge {
  /** Of the run that is told of. */
  readonly runUrl: string;
  /** Path of the pull request in the API; undefined where there is none that is open. */
  findPlace(): Promise<string | undefined>;
  /** All comments of the account that comments: nobody else's is ever changed. */
  listOwn(place: string): Promise<readonly OwnComment[]>;
  create(place: string, body: string): Promise<void>;
  update(place: string, id: number, body: string): Promise<void>;
}

/** @throws Error where it is unset or empty */
function readVariable(env: Env, name: string): string {
  const value = env[name];
  if (value === undefined || value === '') throw new Error(`${name} is not set.`);
  return value;
}

const forges: Readonly<Record<string, (env: Env) => Forge>> = {
  github: openGithub,
  gitlab: openGitlab,
};

/** @throws Error where there is none of this name, or a variable of its own is missing */
export function openForge(name: string, env: Env): Forge {
  const open = Object.hasOwn(forges, name) ? forges[name] : undefined;
  if (open === undefined) throw new Error(`Name a forge: ${Object.keys(forges).join(' or ')}.`);
  return open(env);
}

const pageSize = 100;
/** Of comments; a pull request with more is not looked through. */
const mostPages = 50;

interface Api {
  ask(method: 'GET' | 'POST' | 'PATCH' | 'PUT', path: string, body?: object): Promise<unknown>;
  listAll(path: string): Promise<readonly unknown[]>;
}

/** @param base of the API, to which the token is sent and nowhere else */
function openApi(base: string, headers: Readonly<Record<string, string>>): Api {
  const ask: Api['ask'] = async (method, path, body) => {
    const response = await fetch(`${base}${path}`, {
      ...{ method, redirect: 'error', signal: AbortSignal.timeout(30_000) },
      headers: { ...headers, 'content-type': 'application/json' },
      ...(body && { body: JSON.stringify(body) }),
    });
    if (!response.ok) throw new Error(`${method} ${path} was refused: ${response.status}.`);
    return response.json();
  };
  return {
    ask,
    listAll: async (path) => {
      const all: unknown[] = [];
      for (let page = 1; page <= mostPages; page += 1) {
        const found = await ask('GET', `${path}?per_page=${pageSize}&page=${page}`);
        if (!Array.isArray(found)) throw new Error(`GET ${path} did not give a list.`);
        all.push(...found);
        if (found.length < pageSize) break;
      }
      return all;
    },
  };
}

/** A value inside of JSON of a forge; undefined where there is none. */
function pick(value: unknown, ...keys: readonly string[]): unknown {
  let found = value;
  for (const key of keys) {
    if (typeof found !== 'object' || found === null) return undefined;
    found = Object.entries(found).find(([name]) => name === key)?.[1];
  }
  return found;
}

function readOwn(
  comments: readonly unknown[],
  isOwn: (comment: unknown) => boolean,
): readonly OwnComment[] {
  return comments.filter(isOwn).flatMap((comment) => {
    const [id, body] = [pick(comment, 'id'), pick(comment, 'body')];
    return typeof id === 'number' && typeof body === 'string' ? [{ id, body }] : [];
  });
}

/** In a workflow that `workflow_run` starts: which pull request it is stands in the event, never in the artifact. */
function openGithub(env: Env): Forge {
  const repository = readVariable(env, 'GITHUB_REPOSITORY');
  const author = readVariable(env, 'LOADSTONE_COMMENT_AUTHOR');
  const api = openApi(`${readVariable(env, 'GITHUB_API_URL')}/repos/${repository}`, {
    authorization: `Bearer ${readVariable(env, 'LOADSTONE_COMMENT_TOKEN')}`,
    accept: 'application/vnd.github+json',
  });
  const event: unknown = JSON.parse(readFileSync(readVariable(env, 'GITHUB_EVENT_PATH'), 'utf8'));
  const run = pick(event, 'workflow_run');
  return {
    runUrl: `${readVariable(env, 'GITHUB_SERVER_URL')}/${repository}/actions/runs/${Number(pick(run, 'id'))}`,
    findPlace: async () => {
      const [owner, branch] = [
        pick(run, 'head_repository', 'owner', 'login'),
        pick(run, 'head_branch'),
      ];
      const head = new URLSearchParams({ state: 'open', head: `${owner}:${branch}` });
      const found = await api.ask('GET', `/pulls?${head}`);
      // A newer push has a run of its own, which will comment.
      const pull = Array.isArray(found)
        ? found.find((each) => pick(each, 'head', 'sha') === pick(run, 'head_sha'))
        : undefined;
      const number = pick(pull, 'number');
      return typeof number === 'number' ? `${number}` : undefined;
    },
    listOwn: async (place) =>
      readOwn(
        await api.listAll(`/issues/${place}/comments`),
        (comment) => pick(comment, 'user', 'login') === author,
      ),
    create: async (place, body) => {
      await api.ask('POST', `/issues/${place}/comments`, { body });
    },
    update: async (_, id, body) => {
      await api.ask('PATCH', `/issues/comments/${id}`, { body });
    },
  };
}

/** In a pipeline of a merge request. The token is one of the project, whose account is the author. */
function openGitlab(env: Env): Forge {
  const api = openApi(readVariable(env, 'CI_API_V4_URL'), {
    'private-token': readVariable(env, 'LOADSTONE_COMMENT_TOKEN'),
  });
  const project = encodeURIComponent(readVariable(env, 'CI_PROJECT_ID'));
  const request = encodeURIComponent(readVariable(env, 'CI_MERGE_REQUEST_IID'));
  return {
    runUrl: readVariable(env, 'CI_PIPELINE_URL'),
    findPlace: async () => `/projects/${project}/merge_requests/${request}/notes`,
    listOwn: async (place) => {
      const own = pick(await api.ask('GET', '/user'), 'id');
      return readOwn(await api.listAll(place), (note) => pick(note, 'author', 'id') === own);
    },
    create: async (place, body) => {
      await api.ask('POST', place, { body });
    },
    update: async (place, id, body) => {
      await api.ask('PUT', `${place}/${id}`, { body });
    },
  };
}
