/** Whole rows of a CSV file. */
export interface CsvPart {
  text: string;
  /** Of the file, from 1: that of the part's first row. */
  firstLine: number;
  /** Bytes of the file that have been read so far. */
  read: number;
}

/**
 * Cuts a CSV file into its header and parts of at most so many rows and characters, reading it bit by bit: so a large one
 * neither fills the memory nor holds the page up. A line break ends a row where an even number of quotes stands before
 * it (RFC 4180). The header comes first, as a part of its own. Throws a `TypeError` where the bytes are not UTF-8.
 */
export async function* cutCsv(file: Blob, most: { rows: number; characters: number }): AsyncGenerator<CsvPart> {
  const decoder = new TextDecoder("utf-8", { fatal: true });
  let [pending, begun, quoted, header] = ["", 0, false, true];
  let [line, firstLine, rows, read, scanned] = [1, 1, 0, 0, 0];
  const cut = (end: number): CsvPart => {
    const part = { text: pending.slice(begun, end), firstLine, read };
    [begun, firstLine, rows] = [end, line, 0];
    return part;
  };
  const reader = file.stream().getReader();
  for (let done = false; !done; ) {
    const bit = await reader.read();
    done = bit.done;
    read += bit.value?.byteLength ?? 0;
    pending = pending.slice(begun) + decoder.decode(bit.value, { stream: !done });
    scanned -= begun;
    begun = 0;
    for (; scanned < pending.length; scanned++) {
      const character = pending[scanned];
      if (character === '"') quoted = !quoted;
      if (character !== "\n") continue;
      line++;
      if (quoted) continue;
      rows++;
      const full = header || rows >= most.rows || scanned - begun >= most.characters;
      if (!full) continue;
      header = false;
      scanned++;
      yield cut(scanned);
      scanned--;
    }
  }
  if (pending.length > begun) yield cut(pending.length);
}
