/** What is wrong with a JSON text that `JSON.parse` takes, and where. */
export interface JsonProblem {
  /** The way from the document's root to the value. */
  path: readonly (string | number)[];
  message: string;
}

/** Where a text stops being JSON. `offset` counts UTF-16 units from 0. */
export class JsonSyntaxError extends Error {
  constructor(
    readonly offset: number,
    message: string,
  ) {
    super(message);
    this.name = "JsonSyntaxError";
  }
}

const whitespace = /[\t\n\r ]*/y;
const numberToken = /-?(?:0|[1-9][0-9]*)(?:\.[0-9]+)?(?:[eE][+-]?[0-9]+)?/y;
const wordToken = /-?[A-Za-z]+/y;
const values: Record<string, unknown> = { true: true, false: false, null: null };

/** Where the string that opens at `open` closes; -1: nowhere. */
export function closingQuote(text: string, open: number): number {
  for (let at = text.indexOf('"', open + 1); at >= 0; at = text.indexOf('"', at + 1)) {
    let backslashes = 0;
    while (text.charCodeAt(at - 1 - backslashes) === 0x5c) backslashes++;
    if (backslashes % 2 === 0) return at;
  }
  return -1;
}

/**
 * Reads a JSON text (RFC 8259) slowly and strictly. Returns the places of duplicate keys, of keys named `__proto__` and
 * of numbers that no double can hold; throws a `JsonSyntaxError` at the first place that is no JSON. Recursive: the
 * caller has limited the depth.
 */
export function scanJson(text: string): JsonProblem[] {
  const problems: JsonProblem[] = [];
  const path: (string | number)[] = [];
  let at = 0;

  function fail(what = "Unexpected"): never {
    const found = at < text.length ? JSON.stringify(String.fromCodePoint(text.codePointAt(at) ?? 0)) : "end";
    throw new JsonSyntaxError(at, `${what} ${found}`);
  }

  function take(token: RegExp): string | null {
    token.lastIndex = at;
    const match = token.exec(text)?.[0] ?? null;
    if (match !== null) at += match.length;
    return match;
  }

  function skip(character: string): boolean {
    take(whitespace);
    if (text[at] !== character) return false;
    at++;
    return true;
  }

  function note(message: string): void {
    problems.push({ path: [...path], message });
  }

  function readString(): string {
    const end = closingQuote(text, at);
    if (end < 0) fail("A text is not closed that starts at");
    try {
      const value: string = JSON.parse(text.slice(at, end + 1));
      at = end + 1;
      return value;
    } catch {
      return fail("A text holds what must be escaped, or a broken escape; it starts at");
    }
  }

  function readMembers(): void {
    if (skip("}")) return;
    const keys = new Set<string>();
    do {
      take(whitespace);
      if (text[at] !== '"') fail("A key in double quotes is missing before");
      const key = readString();
      path.push(key);
      if (keys.has(key)) note("This key stands here twice.");
      if (key === "__proto__") note("This key is not allowed.");
      keys.add(key);
      if (!skip(":")) fail("A colon is missing before");
      readValue();
      path.pop();
    } while (skip(","));
    if (!skip("}")) fail("A comma or } is missing before");
  }

  function readElements(): void {
    if (skip("]")) return;
    let index = 0;
    do {
      path.push(index++);
      readValue();
      path.pop();
    } while (skip(","));
    if (!skip("]")) fail("A comma or ] is missing before");
  }

  function readValue(): void {
    if (skip("{")) readMembers();
    else if (skip("[")) readElements();
    else if (text[at] === '"') readString();
    else readNumberOrWord();
  }

  function readNumberOrWord(): void {
    const number = take(numberToken);
    if (number !== null) {
      if (!Number.isFinite(Number(number))) note("This number is too large.");
      return;
    }
    const start = at;
    const word = take(wordToken);
    if (word !== null && Object.hasOwn(values, word)) return;
    at = start;
    if (word !== null && /NaN$|Infinity$/.test(word))
      throw new JsonSyntaxError(start, `JSON has no ${word}; found one`);
    fail();
  }

  readValue();
  take(whitespace);
  if (at < text.length) fail("The text goes on after its end:");
  return problems;
}
