/** One kind of error that a caller can meet. */
export interface ProblemKind {
  readonly status: number;
  readonly title: string;
  /** What has happened. */
  readonly meaning: string;
  /** What whoever gets it should do. */
  readonly action: string;
}

/** Every error that an answer can carry. `docs/errors.md` shows the same to people; a test compares them. */
export const PROBLEMS = {
  invalid_body: {
    status: 400,
    title: 'The request body is not acceptable',
    meaning: 'The body is missing, is not JSON in UTF-8, is not an object, or a field breaks its rule.',
    action: 'Correct the fields that `errors` names. The same request will fail again.',
  },
  malformed_request: {
    status: 400,
    title: 'The request is not valid HTTP',
    meaning: 'The request line, the URL, a header or the framing of the body cannot be understood.',
    action: 'Correct the client. The connection is closed where the rest of it cannot be trusted.',
  },
  not_found: {
    status: 404,
    title: 'There is nothing at this path',
    meaning: 'No operation has this path.',
    action: 'Compare the path with `/docs`.',
  },
  method_not_allowed: {
    status: 405,
    title: 'This path does not take this method',
    meaning: 'The path exists, for other methods.',
    action: 'Use one of the methods that the `Allow` header lists.',
  },
  request_timeout: {
    status: 408,
    title: 'The request did not arrive in time',
    meaning: 'The headers or the body were not there whole within `RECEIVE_TIMEOUT_MS`.',
    action: 'Send the request whole, on a new connection.',
  },
  body_too_large: {
    status: 413,
    title: 'The request body is too large',
    meaning: 'The body is longer than `MAX_BODY_BYTES`.',
    action: 'Send less; `exclude_ids` takes at most 1,000 ids.',
  },
  unsupported_media_type: {
    status: 415,
    title: 'The request body has a media type that is not accepted',
    meaning: '`Content-Type` is missing or is not `application/json`.',
    action: 'Send JSON with `Content-Type: application/json`.',
  },
  headers_too_large: {
    status: 431,
    title: 'The request headers are too large',
    meaning: 'Request line and headers together are longer than 16 KiB.',
    action: 'Send fewer or shorter headers.',
  },
  internal: {
    status: 500,
    title: 'Something is wrong inside the service',
    meaning: 'An error that nobody has foreseen; the log has it in full under `request_id`.',
    action: 'Report it with the `request_id`.',
  },
  overloaded: {
    status: 503,
    title: 'Too many requests are in flight',
    meaning: 'The service is working on `MAX_IN_FLIGHT` requests already.',
    action: 'Try again after `Retry-After`, or another replica. Where it persists, add replicas.',
  },
  candidates_unavailable: {
    status: 503,
    title: 'There are no candidates to recommend yet',
    meaning: 'No pool has been built since the start, and the asset index does not answer.',
    action: 'Try again after `Retry-After`. Operators look at `/health` and at the asset index.',
  },
  blacklist_unavailable: {
    status: 503,
    title: "The viewer's blacklist cannot be read",
    meaning: 'The user index does not answer, and `SERVE_WITHOUT_BLACKLIST` is `false`.',
    action: 'Try again after `Retry-After`. Operators look at `/health` and at the user index.',
  },
} as const satisfies Record<string, ProblemKind>;

export type ProblemCode = keyof typeof PROBLEMS;
