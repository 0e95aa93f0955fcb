// The check of drivers that speak plain http to one address a variant.
import { LoadstoneError } from '../errors.ts';
import type { SessionOptions } from './driver.ts';

/** @throws LoadstoneError DRIVER_FAILED where a session asks for TLS or for several addresses */
export function assertPlainTargets(driverName: string, { targets }: SessionOptions): void {
  for (const { baseUrl, moreBaseUrls = [] } of targets) {
    if (!baseUrl.startsWith('http://')) throw refusal(`${driverName} speaks plain http only`);
    if (moreBaseUrls.length > 0) throw refusal(`${driverName} sends to one address a variant`);
  }
}

function refusal(message: string): LoadstoneError {
  return new LoadstoneError('DRIVER_FAILED', message, { hint: 'Take the driver open.' });
}
