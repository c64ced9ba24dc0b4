import type { Socket } from 'node:net';
import { transportProblem } from '#http';

const SENTENCES: Readonly<Record<string, string>> = {
  HPE_HEADER_OVERFLOW: 'the head of the request is too large',
  ERR_HTTP_REQUEST_TIMEOUT: 'the request did not arrive in time',
};

/** Answers bytes that are no HTTP request, which no route and no hook ever sees. */
export const answerUnreadable = (error: { readonly code?: string }, socket: Socket): void => {
  if (socket.writable && error.code !== 'ECONNRESET') {
    const detail = SENTENCES[error.code ?? ''] ?? 'these bytes are no HTTP request';
    const body = JSON.stringify(transportProblem('invalid-request', detail, '/'));
    socket.write(
      `HTTP/1.1 400 Bad Request\r\nContent-Type: application/problem+json; charset=utf-8\r\nContent-Length: ${Buffer.byteLength(body)}\r\nConnection: close\r\n\r\n${body}`,
    );
  }
  socket.destroy();
};
