// A load as a message, in the words of the tables.
import type { Message } from '../message.ts';
import type { LoadDescription } from '../result.ts';
import { writeMessage } from './message.ts';

export function writeLoad(load: LoadDescription): Message {
  const { connections, rateRps, arrivalsAre: of = 'requests' } = load;
  if (load.kind === 'closed') return writeMessage('load-closed', { connections, of });
  // Derived from what the baseline carries, and no group got as far as that.
  if (rateRps === null) return writeMessage('load-open-uncalibrated', { connections, of });
  return writeMessage('load-open', { rateRps: String(rateRps), connections, of });
}
