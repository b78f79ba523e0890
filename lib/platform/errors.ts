/** Every way a request can fail that a caller or a person may see. Closed: add here, then in `httpStatus`. */
export type ErrorCode =
  | "invalid_input"
  | "invalid_json"
  | "invalid_item"
  | "invalid_verdict"
  | "not_signed_in"
  | "invalid_key"
  | "forbidden"
  | "missing_scope"
  | "not_found"
  | "gone"
  | "conflict"
  | "external_id_conflict"
  | "item_erased"
  | "verdict_conflict"
  | "definition_conflict"
  | "claim_lost"
  | "undo_closed"
  | "already_decided"
  | "method_not_allowed"
  | "too_large"
  | "too_many_requests"
  | "unsupported_media_type"
  | "invalid_model"
  | "unavailable"
  | "internal";

const httpStatuses: Record<ErrorCode, number> = {
  invalid_input: 400,
  invalid_json: 400,
  invalid_item: 422,
  invalid_verdict: 422,
  not_signed_in: 401,
  invalid_key: 401,
  forbidden: 403,
  missing_scope: 403,
  not_found: 404,
  gone: 410,
  conflict: 409,
  external_id_conflict: 422,
  item_erased: 409,
  verdict_conflict: 422,
  definition_conflict: 409,
  claim_lost: 409,
  undo_closed: 409,
  already_decided: 409,
  method_not_allowed: 405,
  too_large: 413,
  too_many_requests: 429,
  unsupported_media_type: 415,
  invalid_model: 422,
  unavailable: 503,
  internal: 500,
};

/** One thing that is wrong with an input: where (`input.age`, `fields.3.key`), and a sentence for people. */
export interface Problem {
  path: string;
  message: string;
}

/**
 * The one error of the application. `message` is a sentence that a person understands and may be shown to them;
 * `problems` name the fields it concerns.
 */
export class AppError extends Error {
  readonly code: ErrorCode;
  readonly problems: readonly Problem[];
  /** Seconds after which trying again makes sense, for `too_many_requests` and `unavailable`. */
  readonly retryAfter: number | undefined;
  /** What else a program can use, by name: members of the API's problem document (RFC 9457, 3.2). */
  readonly members: Readonly<Record<string, unknown>>;

  constructor(
    code: ErrorCode,
    message: string,
    details: {
      problems?: readonly Problem[];
      retryAfter?: number;
      members?: Readonly<Record<string, unknown>>;
      cause?: unknown;
    } = {},
  ) {
    super(message, details.cause === undefined ? undefined : { cause: details.cause });
    this.name = "AppError";
    this.code = code;
    this.problems = details.problems ?? [];
    this.retryAfter = details.retryAfter;
    this.members = details.members ?? {};
  }

  /** The HTTP status that this error maps to. */
  get status(): number {
    return httpStatuses[this.code];
  }
}
