// Sends the final bytes of an answer, which a cache may have kept, without serialising them again.
import type { FastifyReply } from 'fastify';

export function encodeJson(answer: unknown): Buffer {
  return Buffer.from(JSON.stringify(answer));
}

export function sendJsonBytes(reply: FastifyReply, bytes: Buffer): FastifyReply {
  return reply.type('application/json; charset=utf-8').send(bytes);
}
