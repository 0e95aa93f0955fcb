// Tokens that tell what a run made from what somebody else did.
import { randomBytes } from 'node:crypto';

/** What `createToken` gives. */
export const tokenPattern = '^[0-9a-f]{32}$';

/** 128 random bits: nobody's folder or database bears them by chance. */
export function createToken(): string {
  return randomBytes(16).toString('hex');
}
