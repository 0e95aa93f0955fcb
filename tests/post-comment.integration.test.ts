// The script that comments on pull requests, against a small server that plays the forge: it writes once and updates from then on.
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { runProgramWith } from './support/action-step.ts';
import { type CommentsApi, openCommentsApi } from './support/comments-api.ts';

const script = join(import.meta.dirname, '../action/comment/post-comment.ts');
const token = 'a-token';
const author = 'github-actions[bot]';
const marker = '<!-- loadstone-comment: gate -->';
const changed = '<!-- loadstone:crm -->\n<!-- loadstone-changed: yes -->\n### ✗ crm\n';
const unchanged = changed.replace('yes', 'no');

let api: CommentsApi;
let folder: string;
beforeEach(async () => {
  api = await openCommentsApi({ headSha: 'abc', author, token });
  folder = mkdtempSync(join(tmpdir(), 'loadstone-comment-'));
});
afterEach(async () => {
  await api.close();
  rmSync(folder, { recursive: true, force: true });
});

function writeEvent(run: object = {}): string {
  const path = join(folder, 'event.json');
  const usual = { id: 99, head_sha: 'abc', head_branch: 'topic' };
  const head_repository = { owner: { login: 'stranger' } };
  writeFileSync(path, JSON.stringify({ workflow_run: { ...usual, head_repository, ...run } }));
  return path;
}

function post(forge: string, text: string, changes: Readonly<Record<string, string>> = {}) {
  const file = join(folder, 'comment.md');
  writeFileSync(file, text);
  const env = {
    ...{ GITHUB_REPOSITORY: 'us/shop', GITHUB_SERVER_URL: 'https://forge.example' },
    ...{ GITHUB_API_URL: api.url, GITHUB_EVENT_PATH: writeEvent() },
    ...{ CI_API_V4_URL: api.url, CI_PROJECT_ID: '5', CI_MERGE_REQUEST_IID: '7' },
    ...{ CI_PIPELINE_URL: 'https://forge.example/pipelines/99' },
    ...{ LOADSTONE_COMMENT_TOKEN: token, LOADSTONE_COMMENT_AUTHOR: author },
  };
  return runProgramWith(
    process.execPath,
    [script, forge, file],
    { cwd: folder, runner: env },
    changes,
  );
}

describe.each([
  [
    'github',
    ['POST /repos/us/shop/issues/7/comments', 'PATCH /repos/us/shop/issues/comments/1000'],
    'https://forge.example/us/shop/actions/runs/99',
  ],
  [
    'gitlab',
    ['POST /projects/5/merge_requests/7/notes', 'PUT /projects/5/merge_requests/7/notes/1000'],
    'https://forge.example/pipelines/99',
  ],
])('on %s', (forge, writes, runUrl) => {
  test('a comment is written once, and brought up to date from then on', async () => {
    expect(await post(forge, changed)).toMatchObject({ code: 0, stderr: '' });
    expect(await post(forge, unchanged)).toMatchObject({ code: 0, stderr: '' });
    expect(api.calls.filter((call) => !call.startsWith('GET'))).toEqual(writes);
    expect(api.comments).toHaveLength(1);
    const [{ body } = { body: '' }] = api.comments;
    expect(body.startsWith(`${marker}\n<!-- loadstone:crm -->`)).toBe(true);
    expect(body).toContain('loadstone-changed: no');
    expect(body).toContain(`(${runUrl})`);
  });

  test('its own comment is found behind a page of others, and one of somebody else is left alone', async () => {
    for (let id = 1; id <= 120; id += 1)
      api.comments.push({ id, author: 'somebody', body: `${marker}\nmine!` });
    api.comments.push({ id: 500, author, body: `${marker}\nold` });
    expect((await post(forge, changed)).code).toBe(0);
    expect(api.comments).toHaveLength(121);
    expect(api.comments.at(-1)?.body).toContain('### ✗ crm');
    expect(new Set(api.comments.slice(0, -1).map(({ body }) => body)).size).toBe(1);
  });

  test('where nothing changed there is no new comment, unless it is asked for', async () => {
    await post(forge, unchanged);
    expect(api.comments).toEqual([]);
    await post(forge, unchanged, { LOADSTONE_COMMENT_ALWAYS: 'true' });
    expect(api.comments).toHaveLength(1);
  });

  test('two keys are two comments; a key that could end the marker is refused', async () => {
    await post(forge, changed);
    await post(forge, changed, { LOADSTONE_COMMENT_KEY: 'nightly' });
    expect(api.comments).toHaveLength(2);
    const refused = await post(forge, changed, { LOADSTONE_COMMENT_KEY: 'x --> y' });
    expect(refused.code).toBe(3);
    expect(api.comments).toHaveLength(2);
  });

  test('without a result it says that nothing was judged, and where to look', async () => {
    await post(forge, '');
    expect(api.comments[0]?.body).toContain('not judged');
    expect(api.comments[0]?.body).toContain(runUrl);
  });

  test('a wrong token ends with 3 and the place that refused it, without the token', async () => {
    const outcome = await post(forge, changed, { LOADSTONE_COMMENT_TOKEN: 'other-token' });
    expect(outcome).toMatchObject({ code: 3, stdout: '' });
    expect(outcome.stderr).toMatch(/was refused. 401/);
    expect(outcome.stderr).not.toContain('other-token');
  });
});

test('a run whose commit is no longer the head of the pull request writes nothing', async () => {
  const event = writeEvent();
  for (const run of [{ head_sha: 'older' }, { head_branch: 'elsewhere' }]) {
    const outcome = await post('github', changed, { GITHUB_EVENT_PATH: event });
    expect(outcome.code).toBe(0);
    api.comments.length = 0;
    const path = join(folder, 'stale.json');
    writeFileSync(
      path,
      JSON.stringify({
        workflow_run: {
          ...{ id: 99, head_sha: 'abc', head_branch: 'topic' },
          ...{ head_repository: { owner: { login: 'stranger' } }, ...run },
        },
      }),
    );
    expect((await post('github', changed, { GITHUB_EVENT_PATH: path })).stdout).toContain(
      'no comment',
    );
    expect(api.comments).toEqual([]);
  }
});

test('a forge that it does not know is refused by name', async () => {
  expect(await post('toString', changed)).toMatchObject({ code: 3 });
});
