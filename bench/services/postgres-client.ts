// What node-postgres is given for a server whose URL was checked: its address, whatever name stands in the URL.
import { Socket } from 'node:net';
import { readStoreAddress, tellStoreUrl } from '../reach/store-url.ts';

/** A socket that goes to one address, while its certificate is that of the name that it is asked for. */
class PinnedSocket extends Socket {
  readonly #address: string;

  constructor(address: string) {
    super();
    this.#address = address;
  }

  /** As node-postgres calls it: port and host. */
  override connect(...[port]: readonly unknown[]): this {
    return super.connect(Number(port), this.#address);
  }
}

/** Part of the configuration of a client or a pool. */
export interface ClientAddress {
  readonly connectionString: string;
  readonly stream?: () => Socket;
}

/**
 * @param url as `checkStoreUrl` wrote it, or of another database of that server
 * @throws LoadstoneError TARGET_NOT_LOOPBACK for any other
 */
export function buildClientAddress(url: string): ClientAddress {
  const { host, servername } = readStoreAddress('postgres', url);
  const connectionString = tellStoreUrl(url);
  // PGHOST and the like count only where the URL says nothing, and a checked one says host and port.
  if (servername === undefined) return { connectionString };
  return { connectionString, stream: () => new PinnedSocket(host) };
}
