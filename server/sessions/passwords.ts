// Passwords as scrypt hashes, computed by libuv's threads so that the event loop goes on.
import { randomBytes, type ScryptOptions, scrypt, timingSafeEqual } from 'node:crypto';
import { promisify } from 'node:util';

const derive = promisify<string, Buffer, number, ScryptOptions, Buffer>(scrypt);

/** Node's own defaults: 16 MiB and some tens of ms of a CPU for each hash. OWASP asks for p = 5 at this N. */
const usualCost = { N: 16_384, r: 8, p: 1 } as const;
const hashBytes = 32;
const saltBytes = 16;

/** `scrypt$N$r$p$salt$hash`, so that the cost can be raised for new hashes while the old ones still hold. */
export async function hashPassword(
  password: string,
  salt: Buffer = randomBytes(saltBytes),
): Promise<string> {
  const { N, r, p } = usualCost;
  const hash = await derive(password, salt, hashBytes, usualCost);
  return ['scrypt', N, r, p, salt.toString('base64'), hash.toString('base64')].join('$');
}

/** Compares in constant time. @throws Error where the hash is not of the form that `hashPassword` gives */
export async function verifyPassword(password: string, stored: string): Promise<boolean> {
  const [kind, N, r, p, salt = '', hash = ''] = stored.split('$');
  if (kind !== 'scrypt') throw new Error('a stored password hash is not of scrypt');
  const expected = Buffer.from(hash, 'base64');
  const cost = { N: Number(N), r: Number(r), p: Number(p) };
  const found = await derive(password, Buffer.from(salt, 'base64'), expected.length, {
    ...cost,
    maxmem: 256 * cost.N * cost.r * cost.p,
  });
  return timingSafeEqual(found, expected);
}
