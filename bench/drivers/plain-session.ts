// The check of drivers that speak plain http to one address a variant, and write no request log.
import { LoadstoneError } from '../errors.ts';
import { readPinnedAddress } from '../reach/request-url.ts';
import type { SessionOptions } from './driver.ts';

/**
 * @throws LoadstoneError DRIVER_FAILED where a session asks for TLS, several addresses or a request log,
 *   TARGET_NOT_LOOPBACK where a target is no address that was pinned
 */
export function assertPlainSession(driverName: string, session: SessionOptions): void {
  if (session.requestLogPath !== undefined) throw refusal(`${driverName} writes no request log`);
  for (const { baseUrl, moreBaseUrls = [] } of session.targets) {
    if (!baseUrl.startsWith('http://')) throw refusal(`${driverName} speaks plain http only`);
    if (moreBaseUrls.length > 0) throw refusal(`${driverName} sends to one address a variant`);
    readPinnedAddress(baseUrl);
  }
}

function refusal(message: string): LoadstoneError {
  return new LoadstoneError('DRIVER_FAILED', message, { hint: 'Take the driver open.' });
}
