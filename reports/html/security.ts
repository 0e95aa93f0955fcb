// The page's own content security policy: its one style sheet and its one script by hash, nothing else.
import { createHash } from 'node:crypto';

/** Attribute-safe; `data:` images are for the empty icon, which saves a request for one. */
export function buildContentSecurityPolicy(style: string, script: string): string {
  return [
    `default-src 'none'`,
    `style-src '${hashSource(style)}'`,
    `script-src '${hashSource(script)}'`,
    'img-src data:',
    `base-uri 'none'`,
    `form-action 'none'`,
  ].join('; ');
}

function hashSource(text: string): string {
  return `sha256-${createHash('sha256').update(text).digest('base64')}`;
}
