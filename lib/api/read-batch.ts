import { parseJson } from "@/lib/api/parse-json";
import { readBody, requireMediaType } from "@/lib/api/read-body";
import { decodeText, refuseJson } from "@/lib/api/read-json";
import type { JsonProblem } from "@/lib/api/scan-json";
import { env } from "@/lib/platform/env";
import { AppError } from "@/lib/platform/errors";

/** One place of a batch: a body as it was sent, or what makes it unreadable. */
export type BatchEntry = { ok: true; body: unknown } | { ok: false; error: AppError };

const mostEntries = 10_000;
const newline = 0x0a;

/** The name of a batch's list in its document. */
type ListName = "items" | "verdicts";

function limit(count: number, name: ListName): void {
  if (count <= mostEntries) return;
  const [most, sent] = [mostEntries, count].map((number) => number.toLocaleString("en"));
  throw new AppError("too_large", `A batch holds at most ${most} ${name}, and this one has ${sent}. Send it in parts.`);
}

/**
 * A request's batch: `{"items": [...]}`, with the list's name, or one body per line (NDJSON). Nothing is handed out
 * before the whole has been counted. Lines are parsed one at a time, as they are asked for; an unreadable one fails alone.
 */
export async function readBatch(request: Request, name: ListName): Promise<Iterable<BatchEntry>> {
  const type = requireMediaType(request, ["application/json", "application/x-ndjson"]);
  const bytes = await readBody(request, env.apiBodyLimitBytes);
  return type === "application/json" ? readDocument(decodeText(bytes), name) : readLines(bytes, name);
}

function readDocument(text: string, name: ListName): BatchEntry[] {
  const { value, problems } = parseJson(text);
  const perItem = new Map<number, JsonProblem[]>();
  const elsewhere: JsonProblem[] = [];
  for (const problem of problems) {
    const [list, index, ...path] = problem.path;
    if (list !== name || typeof index !== "number") elsewhere.push(problem);
    else perItem.set(index, [...(perItem.get(index) ?? []), { ...problem, path }]);
  }
  if (elsewhere.length > 0) throw refuseJson(elsewhere);
  const { [name]: list, ...others } = (typeof value === "object" && value !== null ? value : {}) as Record<
    string,
    unknown
  >;
  if (!Array.isArray(list) || Object.keys(others).length > 0) {
    const message = `A batch is {"${name}": [...]} and nothing else.`;
    throw new AppError("invalid_input", message, { problems: [{ path: name, message }] });
  }
  limit(list.length, name);
  return list.map((body: unknown, index) => {
    const own = perItem.get(index);
    return own === undefined ? { ok: true, body } : { ok: false, error: refuseJson(own) };
  });
}

/** The lines that hold more than white space, with their numbers, from 1. */
function* splitLines(bytes: Buffer): Generator<{ line: Buffer; number: number }> {
  for (let start = 0, number = 1; start < bytes.length; number++) {
    const found = bytes.indexOf(newline, start);
    const end = found < 0 ? bytes.length : found;
    const line = bytes.subarray(start, end);
    if (!isBlank(line)) yield { line, number };
    start = end + 1;
  }
}

function isBlank(line: Buffer): boolean {
  return line.every((byte) => byte === 0x20 || byte === 0x09 || byte === 0x0d);
}

function readLines(bytes: Buffer, name: ListName): Iterable<BatchEntry> {
  let count = 0;
  for (const _line of splitLines(bytes)) count++;
  limit(count, name);
  return parseLines(bytes);
}

function* parseLines(bytes: Buffer): Generator<BatchEntry> {
  for (const { line, number } of splitLines(bytes)) yield parseLine(line, number);
}

function parseLine(line: Buffer, number: number): BatchEntry {
  try {
    const { value, problems } = parseJson(decodeText(line), number);
    if (problems.length > 0) throw refuseJson(problems);
    return { ok: true, body: value };
  } catch (error) {
    if (error instanceof AppError) return { ok: false, error };
    throw error;
  }
}
