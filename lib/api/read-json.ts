import { parseJson } from "@/lib/api/parse-json";
import { readBody, requireMediaType } from "@/lib/api/read-body";
import type { JsonProblem } from "@/lib/api/scan-json";
import { env } from "@/lib/platform/env";
import { AppError } from "@/lib/platform/errors";

const decoder = new TextDecoder("utf-8", { fatal: true });

/** Bytes to text. Throws `invalid_json` where they are not UTF-8. */
export function decodeText(bytes: Uint8Array): string {
  try {
    return decoder.decode(bytes);
  } catch (error) {
    throw new AppError("invalid_json", "This is not valid JSON: its bytes are not UTF-8.", { cause: error });
  }
}

/** What a document with problems is refused with. */
export function refuseJson(problems: readonly JsonProblem[]): AppError {
  const named = problems.slice(0, 100).map(({ path, message }) => ({ path: path.join("."), message }));
  const [first] = named;
  return new AppError("invalid_json", `This JSON cannot be accepted. ${first?.path ?? ""}: ${first?.message ?? ""}`, {
    problems: named,
  });
}

/** A request's JSON body, read strictly. Throws as `parseJson` and `readBody` do, and for every problem in it. */
export async function readJson(request: Request): Promise<unknown> {
  requireMediaType(request, ["application/json"]);
  const { value, problems } = parseJson(decodeText(await readBody(request, env.apiBodyLimitBytes)));
  if (problems.length > 0) throw refuseJson(problems);
  return value;
}

/** A request's JSON body that has to be an object. */
export async function readJsonObject(request: Request): Promise<Record<string, unknown>> {
  const value = await readJson(request);
  if (typeof value === "object" && value !== null && !Array.isArray(value)) return value as Record<string, unknown>;
  throw new AppError("invalid_input", "The body must be a JSON object.");
}
