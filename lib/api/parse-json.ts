import { closingQuote, type JsonProblem, JsonSyntaxError, scanJson } from "@/lib/api/scan-json";
import { AppError } from "@/lib/platform/errors";

const deepest = 32;

/** Counts what lies outside of strings: members of objects, and how deep things nest. Any text will do. */
function survey(text: string): { members: number; depth: number } {
  let members = 0;
  let depth = 0;
  let deep = 0;
  for (let at = 0; at < text.length; at++) {
    switch (text.charCodeAt(at)) {
      case 0x22: {
        at = closingQuote(text, at);
        if (at < 0) return { members, depth };
        break;
      }
      case 0x3a:
        members++;
        break;
      case 0x7b:
      case 0x5b:
        deep++;
        if (deep > depth) depth = deep;
        break;
      case 0x7d:
      case 0x5d:
        deep--;
    }
  }
  return { members, depth };
}

/** Counts the members of all objects in a parsed value; NaN where a key or a number is none that we take. */
function countMembers(value: unknown): number {
  if (typeof value === "number") return Number.isFinite(value) ? 0 : Number.NaN;
  if (typeof value !== "object" || value === null) return 0;
  let count = 0;
  if (Array.isArray(value)) {
    for (const element of value) count += countMembers(element);
    return count;
  }
  for (const key in value) {
    if (key === "__proto__") return Number.NaN;
    count += 1 + countMembers((value as Record<string, unknown>)[key]);
  }
  return count;
}

function syntaxError(text: string, firstLine: number, { offset, message: what }: JsonSyntaxError): AppError {
  const before = text.slice(0, offset);
  const line = firstLine + before.split("\n").length - 1;
  const column = offset - before.lastIndexOf("\n");
  const message = `This is not valid JSON. ${what} at line ${line}, column ${column}.`;
  return new AppError("invalid_json", message, { problems: [{ path: "", message }] });
}

/**
 * Parses JSON more strictly than `JSON.parse`: the problems name each duplicate key, each key `__proto__`, and each
 * number too large for a double. Throws an `AppError` (`invalid_json`), with the position, where the text is no JSON or
 * nests deeper than 32 levels. Only a text with problems is read a second time. `firstLine` is where the text stands.
 */
export function parseJson(text: string, firstLine = 1): { value: unknown; problems: JsonProblem[] } {
  const { members, depth } = survey(text);
  if (depth > deepest) {
    throw new AppError("invalid_json", `This JSON nests deeper than ${deepest} levels.`);
  }
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    try {
      scanJson(text);
    } catch (found) {
      if (found instanceof JsonSyntaxError) throw syntaxError(text, firstLine, found);
      throw found;
    }
    throw error;
  }
  return { value, problems: countMembers(value) === members ? [] : scanJson(text) };
}
