import JSON5 from "json5";
import { ServerProblem } from "@/lib/inference/remote/server-problem";

/** The lenient parser is slow, so a larger answer must be proper JSON. */
const lenientLimit = 2 * 1024 * 1024;

function parseLeniently(text: string): unknown {
  if (text.length > lenientLimit || !/\b(NaN|Infinity)\b/.test(text)) return undefined;
  try {
    return JSON5.parse(text);
  } catch {
    return undefined;
  }
}

/** A server's JSON. Bare `NaN` and `Infinity`, which some write, are taken for the numbers that they are. @throws ServerProblem */
export function parseAnswer(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    const value = parseLeniently(text);
    if (value !== undefined) return value;
    throw new ServerProblem("bad_output", "The model server's answer is no JSON.", { counts: true });
  }
}
