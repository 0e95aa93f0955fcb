// Entry of the counting server's process: fixed answers over raw sockets, as cheap as Node has them.
import { createServer, type Socket } from 'node:net';
import { leaveSignalsToParent } from '../../drivers/child/leave-signals.ts';
import { messageOf } from '../../errors.ts';
import type { ServerReply } from './counting-server.ts';

const answer = Buffer.from(
  'HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: 27\r\n\r\n{"id":17,"name":"Ada Wong"}',
);
const byteLf = 0x0a;
const byteCr = 0x0d;
let answeredCount = 0;

/** Counts the empty lines that end heads: all generators here send requests without a body. */
function serve(socket: Socket): void {
  /** 0 in a line, 1 after CRLF's CR, 2 after CRLF, 3 after CRLFCR; heads may be split anywhere. */
  let seen = 0;
  socket.on('error', () => {});
  socket.on('data', (bytes: Buffer) => {
    for (const byte of bytes) {
      if (byte === byteCr) seen += 1;
      else if (byte !== byteLf) seen = 0;
      else if (seen === 3) {
        seen = 0;
        answeredCount += 1;
        socket.write(answer);
      } else seen = 2;
    }
  });
}

const server = createServer({ noDelay: true }, serve);

function reply(message: ServerReply): void {
  if (process.connected) process.send?.(message, () => {});
}

leaveSignalsToParent();
process.on('disconnect', () => process.exit(0));
process.on('message', () => reply({ kind: 'count', answeredCount }));
server.on('error', (thrown) => reply({ kind: 'failed', message: messageOf(thrown) }));
server.listen(0, '127.0.0.1', () => {
  const address = server.address();
  if (address === null || typeof address === 'string') process.exit(1);
  reply({ kind: 'listening', port: address.port });
});
