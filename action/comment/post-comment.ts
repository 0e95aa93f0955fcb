// Writes one comment on a pull request or merge request, and brings that one up to date from then on:
//   node post-comment.ts github|gitlab FILE
// Needs Node 22.18 and nothing else, so that a forge can run it from the folder of the action. The environment says where:
// what the forge sets, and LOADSTONE_COMMENT_TOKEN, _KEY (default: gate), _ALWAYS (true: also where nothing changed).
import { readFileSync } from 'node:fs';
import { type Env, type Forge, openForge } from './forges.ts';

/** A forge takes at least this many characters; a comment of Loadstone has at most 60,000. */
const mostCharacters = 64_000;

/** What is there already begins with this line; nothing but the key is in it. */
function buildMarker(key: string): string {
  if (!/^[A-Za-z0-9-]{1,40}$/.test(key))
    throw new Error('LOADSTONE_COMMENT_KEY has 1 to 40 letters, digits and dashes.');
  return `<!-- loadstone-comment: ${key} -->`;
}

/** The body, and whether a new comment is worth it. @param text what `--format comment` wrote; empty: nothing was measured */
function buildBody(text: string, marker: string, runUrl: string) {
  if (text.trim() === '') {
    const words = `### ! Loadstone: not judged\n\nThe gate ended without a result. [Its log](${runUrl}) says why.`;
    return { body: `${marker}\n${words}\n`, isWorthIt: true };
  }
  const isWorthIt = !/^<!-- loadstone-changed: no -->$/m.test(text);
  const body = `${marker}\n${text.trimEnd()}\n\n[Log and report of this run](${runUrl})\n`;
  if (body.length > mostCharacters)
    throw new Error(`The comment has ${body.length} characters; write it with loadstone export.`);
  return { body, isWorthIt };
}

async function postComment(forge: Forge, text: string, env: Env): Promise<string> {
  const marker = buildMarker(env.LOADSTONE_COMMENT_KEY ?? 'gate');
  const { body, isWorthIt } = buildBody(text, marker, forge.runUrl);
  const place = await forge.findPlace();
  if (place === undefined) return 'There is no open pull request for this commit: no comment.';
  const own = (await forge.listOwn(place)).find((comment) => comment.body.startsWith(marker));
  if (own !== undefined) {
    await forge.update(place, own.id, body);
    return 'The comment was brought up to date.';
  }
  if (!isWorthIt && env.LOADSTONE_COMMENT_ALWAYS !== 'true')
    return 'Nothing changed, and there is no comment yet: none was written.';
  await forge.create(place, body);
  return 'A comment was written.';
}

const [name = '', file = ''] = process.argv.slice(2);
try {
  const forge = openForge(name, process.env);
  process.stdout.write(`${await postComment(forge, readFileSync(file, 'utf8'), process.env)}\n`);
} catch (thrown) {
  const message = thrown instanceof Error ? thrown.message : String(thrown);
  // Where something of a forge's response is in it, a log must not read it as a command.
  process.stderr.write(`post-comment: ${message.replaceAll(/[^\p{L}\p{N} _.,;'()/-]/gu, '·')}\n`);
  process.exitCode = 3;
}
