/**
 * A value as one line of JSON, with its line break. JSON itself escapes CR and LF; U+2028, U+2029 and U+0085, at which
 * some readers break lines too, are escaped here.
 */
export function jsonLine(value: unknown): string {
  const text = JSON.stringify(value).replace(
    /[\u0085\u2028\u2029]/g,
    (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, "0")}`,
  );
  return `${text}\n`;
}
