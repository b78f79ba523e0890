import { ServerProblem } from "@/lib/inference/remote/server-problem";

/** Where the string that begins at `from` ends, after its closing quote; the text's end where it has none. */
function endOfString(text: string, from: number): number {
  for (let quote = text.indexOf('"', from + 1); quote !== -1; quote = text.indexOf('"', quote + 1)) {
    let first = quote;
    while (text[first - 1] === "\\") first--;
    if ((quote - first) % 2 === 0) return quote + 1;
  }
  return text.length;
}

/** A text with `null` in place of each bare NaN and Infinity. In one pass: a server decides how long its answer is. */
function withoutBareWords(text: string): string {
  let out = "";
  for (let at = 0; at < text.length; ) {
    const quote = text.indexOf('"', at);
    const between = text.slice(at, quote === -1 ? text.length : quote);
    out += between.replace(/-?\b(?:NaN|Infinity)\b/g, "null");
    if (quote === -1) break;
    at = endOfString(text, quote);
    out += text.slice(quote, at);
  }
  return out;
}

function parsed(text: string): { value: unknown } | null {
  try {
    return { value: JSON.parse(text) };
  } catch {
    return null;
  }
}

/**
 * A server's JSON. Where it is none because of bare NaN or Infinity, which some servers write, these become null: what
 * other servers write for them, and read as a number that is not finite either way.
 *
 * @throws ServerProblem where it is no JSON.
 */
export function parseAnswer(text: string): unknown {
  const answer = parsed(text) ?? (/NaN|Infinity/.test(text) ? parsed(withoutBareWords(text)) : null);
  if (answer !== null) return answer.value;
  throw new ServerProblem("bad_output", "The model server's answer is no JSON.", { counts: true });
}
