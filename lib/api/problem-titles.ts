import { AppError, type ErrorCode } from "@/lib/platform/errors";

/** A short name for each code, the same every time. The `detail` of a problem says the rest. */
export const problemTitles: Record<ErrorCode, string> = {
  invalid_input: "The request cannot be accepted",
  invalid_json: "The body is not acceptable JSON",
  invalid_item: "The item cannot be accepted",
  invalid_verdict: "The verdict cannot be accepted",
  not_signed_in: "Nobody is signed in",
  invalid_key: "The API key is missing or not valid",
  forbidden: "This is not allowed",
  missing_scope: "The API key lacks a scope",
  not_found: "There is no such thing",
  gone: "It was there, and is no more",
  conflict: "It conflicts with what is there",
  external_id_conflict: "The external id was used with another body",
  item_erased: "The item with this external id was erased",
  verdict_conflict: "The reviewer has given another verdict on the item",
  definition_conflict: "The definition does not fit what is stored",
  claim_lost: "The claim was lost",
  undo_closed: "The time to undo is over",
  already_decided: "It was decided already",
  method_not_allowed: "The method is not allowed here",
  too_large: "The request is too large",
  too_many_requests: "Too many requests",
  unsupported_media_type: "The body's type is not taken here",
  invalid_model: "The model cannot be accepted",
  unavailable: "Try again in a moment",
  internal: "Something went wrong on our side",
};

/** Every code with its HTTP status and its name, for the documentation. */
export function listProblems(): { code: ErrorCode; status: number; title: string }[] {
  const codes = Object.keys(problemTitles) as ErrorCode[];
  return codes
    .map((code) => ({ code, status: new AppError(code, "").status, title: problemTitles[code] }))
    .sort((one, other) => one.status - other.status);
}
