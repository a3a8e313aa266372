import { randomUUID } from 'node:crypto';
import { STATUS_CODES } from 'node:http';
import type { Socket } from 'node:net';

import { Problem } from '../problems/problem.js';
import { PROBLEM_MEDIA_TYPE, problemDocument } from '../problems/problem-document.js';
import { PROBLEMS } from '../problems/problem-registry.js';

/** The problem behind an error of Node's HTTP parser, by its code. */
export function socketProblem(errorCode: string | undefined): Problem {
  switch (errorCode) {
    case 'HPE_HEADER_OVERFLOW':
      return new Problem('headers_too_large', 'request line and headers are longer than 16 KiB');
    case 'ERR_HTTP_REQUEST_TIMEOUT':
      return new Problem('request_timeout', 'the request was not there whole in time');
    default:
      return new Problem('malformed_request', 'the bytes received are not an HTTP/1.1 request');
  }
}

/** Answers bytes that never became a request, and hangs up. Returns what was answered. */
export function answerSocket(error: NodeJS.ErrnoException, socket: Socket): Problem | undefined {
  if (error.code === 'ECONNRESET' || !socket.writable) {
    socket.destroy();
    return undefined;
  }
  const problem = socketProblem(error.code);
  socket.end(rawAnswer(problem), () => {
    socket.destroy();
  });
  return problem;
}

/** A whole HTTP/1.1 answer as text. */
export function rawAnswer(problem: Problem): string {
  const { status } = PROBLEMS[problem.code];
  const requestId = randomUUID();
  const body = JSON.stringify(problemDocument(problem, requestId));
  return [
    `HTTP/1.1 ${status} ${STATUS_CODES[status] ?? ''}`,
    `Date: ${new Date().toUTCString()}`,
    `Content-Type: ${PROBLEM_MEDIA_TYPE}`,
    `Content-Length: ${Buffer.byteLength(body)}`,
    `X-Request-Id: ${requestId}`,
    'Connection: close',
    '',
    body,
  ].join('\r\n');
}
