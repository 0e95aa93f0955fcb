// Which certificates of https targets are believed, and which faults of a handshake no waiting mends.
import { readFile } from 'node:fs/promises';
import type { TlsOptions } from '../drivers/driver.ts';
import { LoadstoneError, messageOf } from '../errors.ts';

export interface TlsTrust {
  /** Authorities that are trusted instead of the usual ones, PEM. */
  readonly ca: string | undefined;
  readonly rejectUnauthorized: boolean;
}

/** @throws LoadstoneError CONFIG_INVALID where the file of authorities cannot be read (any more) */
export async function readTlsTrust(tls: TlsOptions | undefined): Promise<TlsTrust | undefined> {
  if (tls === undefined) return undefined;
  const { caPath, rejectUnauthorized = true } = tls;
  if (caPath === undefined) return { ca: undefined, rejectUnauthorized };
  try {
    return { ca: await readFile(caPath, 'utf8'), rejectUnauthorized };
  } catch (cause) {
    const message = `target.tls.ca: ${caPath} cannot be read: ${messageOf(cause)}.`;
    throw new LoadstoneError('CONFIG_INVALID', message, { cause });
  }
}

/**
 * Why a handshake failed for good, as half a sentence after the address; undefined for other errors. The
 * codes are Node's, after OpenSSL's names.
 */
export function describeTlsFault(cause: unknown): string | undefined {
  const code = cause instanceof Error && 'code' in cause ? String(cause.code) : '';
  if (code === 'EPROTO') return 'does not speak TLS as it should (is it plain http?)';
  if (code === 'ERR_TLS_CERT_ALTNAME_INVALID')
    return 'has a certificate for another host name or address';
  if (!/CERT|^UNABLE_TO_(GET|VERIFY)/.test(code)) return undefined;
  return `has a certificate that is not trusted (${code})`;
}
