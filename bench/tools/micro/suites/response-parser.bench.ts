// Reading one HTTP answer off the wire: in one piece, cut by the network, and in chunks.
import { ResponseParser, type WantedBody } from '../../../drivers/open/response-parser.ts';

const body = JSON.stringify({
  items: Array.from({ length: 20 }, (_, index) => ({ id: index + 1, name: `Customer ${index}` })),
});

const commonHead = [
  'HTTP/1.1 200 OK',
  'content-type: application/json; charset=utf-8',
  'date: Thu, 01 Jan 2026 00:00:00 GMT',
  'connection: keep-alive',
];

function buildAnswer(lengthHead: string, wireBody: string): Buffer {
  return Buffer.from([...commonHead, lengthHead, '', wireBody].join('\r\n'));
}

function buildPlain(): Buffer {
  return buildAnswer(`content-length: ${body.length}`, body);
}

function buildChunked(): Buffer {
  const middle = Math.floor(body.length / 2);
  const parts = [body.slice(0, middle), body.slice(middle), ''];
  const chunks = parts.map((part) => `${part.length.toString(16)}\r\n${part}\r\n`);
  return buildAnswer('transfer-encoding: chunked', chunks.join(''));
}

/** @param pieces how many pushes the answer comes in */
function prepareParser(wire: Buffer, pieces: number) {
  const parser = new ResponseParser();
  const ends = Array.from({ length: pieces }, (_, index) =>
    Math.round(((index + 1) * wire.length) / pieces),
  );
  const parse = (wanted: WantedBody) => {
    parser.start(false, wanted);
    let from = 0;
    for (const to of ends) {
      parser.push(wire, from, to);
      from = to;
    }
    if (parser.finish() !== 'done') throw new Error(parser.fault);
  };
  const run = () => {
    parse('none');
    return parser.statusCode + parser.position;
  };
  const answer = () => {
    parse('any');
    return { statusCode: parser.statusCode, body: parser.readBody()?.text };
  };
  return { run, answer };
}

/** One answer of 20 rows read, its body not kept. */
export const suite = {
  name: 'response-parser',
  operation: 'one HTTP answer of 20 rows read',
  baseline: 'whole',
  alternatives: [
    { name: 'whole', prepare: () => prepareParser(buildPlain(), 1) },
    // The first cut goes through the head, which is the slow way.
    { name: 'split in 8', prepare: () => prepareParser(buildPlain(), 8) },
    { name: 'chunked', prepare: () => prepareParser(buildChunked(), 1) },
  ],
};
