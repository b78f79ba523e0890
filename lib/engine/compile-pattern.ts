import { RE2JS } from "re2js";

/** A pattern in RE2 syntax: time grows with the text's length only. */
export interface Pattern {
  /** Whether some part of the text matches. Throws where the text is too long for so large a pattern. */
  test: (text: string) => boolean;
}

/** Instructions of a compiled pattern, at most. */
const largestProgram = 500;
/** Instructions times characters, at most: some hundredths of a second at worst, usually a few microseconds. */
const mostWork = 4_000_000;

/** A pattern that cannot be taken; the message is a sentence for people. */
export class PatternError extends Error {}

/** Compiles a pattern. Throws `PatternError` where RE2 refuses it, or where it would be too large. */
export function compilePattern(source: string): Pattern {
  let compiled: RE2JS;
  try {
    compiled = RE2JS.compile(source);
  } catch (error) {
    const because = error instanceof Error ? error.message.replace(/^error parsing regexp: /, "") : "unknown";
    throw new PatternError(`This is no pattern that RE2 knows (no look-around, no back references): ${because}.`);
  }
  const size = compiled.programSize();
  if (size > largestProgram) throw new PatternError("This pattern repeats too much. Use smaller numbers in {}.");
  return {
    test: (text) => {
      if (size * text.length > mostWork) throw new PatternError("The text is too long for this pattern.");
      return compiled.test(text);
    },
  };
}
