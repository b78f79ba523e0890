/**
 * The texts under some top-level keys of an event, read from its canonical bytes without parsing all of it: that would
 * take longer than everything else about verifying. Keys stand in order, so reading ends after the last one asked for.
 * Gives no more than there is where the bytes are no JSON object.
 */
export function eventFields(line: Uint8Array, keys: ReadonlySet<string>): Map<string, string> {
  const found = new Map<string, string>();
  let at = line.indexOf(brace) + 1;
  while (at > 0 && line[at] === quote && found.size < keys.size) {
    const keyEnd = endOfString(line, at);
    const key = ascii(line, at + 1, keyEnd - 1);
    const start = keyEnd + 1;
    const end = endOfValue(line, start);
    if (keys.has(key) && line[start] === quote) found.set(key, ascii(line, start + 1, end - 1));
    at = line[end] === comma ? end + 1 : 0;
  }
  return found;
}

const [quote, backslash, comma, brace, closingBrace, bracket, closingBracket] = [
  0x22, 0x5c, 0x2c, 0x7b, 0x7d, 0x5b, 0x5d,
];

/** Where the string that begins at `at` has ended. */
function endOfString(line: Uint8Array, at: number): number {
  let end = at + 1;
  while (end < line.length && line[end] !== quote) end += line[end] === backslash ? 2 : 1;
  return end + 1;
}

function endOfValue(line: Uint8Array, at: number): number {
  let depth = 0;
  for (let end = at; end < line.length; ) {
    const byte = line[end];
    if (byte === quote) {
      end = endOfString(line, end);
      continue;
    }
    if (depth === 0 && (byte === comma || byte === closingBrace)) return end;
    if (byte === brace || byte === bracket) depth++;
    if (byte === closingBrace || byte === closingBracket) depth--;
    end++;
  }
  return line.length;
}

function ascii(line: Uint8Array, from: number, to: number): string {
  let text = "";
  for (let at = from; at < to; at++) text += String.fromCharCode(line[at] ?? 0);
  return text;
}
