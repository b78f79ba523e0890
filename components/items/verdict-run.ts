import { type CsvPart, cutCsv } from "@/components/items/cut-csv";
import type { ActionError, ActionResult } from "@/lib/access/server-action";
import { partLimit } from "@/lib/items/verdict-file-schema";

/** Rows that one request holds. */
const rowsAtOnce = 1000;

/** Where a file ended that cannot be read any further. */
export class UnreadableFile extends Error {
  override name = "UnreadableFile";
}

/** A file's parts below its header, cut as requests take them. */
async function* partsOf(file: Blob): AsyncGenerator<CsvPart & { header: string }> {
  let header: string | null = null;
  try {
    for await (const part of cutCsv(file, { rows: rowsAtOnce, characters: partLimit / 2 })) {
      if (header === null) header = part.text;
      else yield { ...part, header };
    }
  } catch (error) {
    if (!(error instanceof TypeError)) throw error;
    throw new UnreadableFile(
      "This file is not in UTF-8. Save it as CSV in UTF-8 (Excel calls it CSV UTF-8), then try again.",
    );
  }
}

/** The file's header with its first rows; null where it has none. */
export async function firstPart(file: Blob): Promise<(CsvPart & { header: string }) | null> {
  for await (const part of partsOf(file)) return part;
  return null;
}

/**
 * Sends a file part by part to a server action, one after the other. `each` hears of every answer and of the share that
 * is done. Ends early where a part cannot be read at all (answers with what was wrong), or where `stopped` says so.
 */
export async function runParts<Result>(
  file: Blob,
  send: (part: { header: string; text: string; firstLine: number }) => Promise<ActionResult<Result>>,
  each: (result: Result, share: number) => void,
  stopped: () => boolean,
): Promise<ActionError | null> {
  try {
    for await (const { header, text, firstLine, read } of partsOf(file)) {
      if (stopped()) return null;
      const answer = await send({ header, text, firstLine });
      if (!answer.ok) return answer.error;
      each(answer.result, file.size === 0 ? 1 : read / file.size);
    }
    return null;
  } catch (error) {
    const message =
      error instanceof UnreadableFile
        ? error.message
        : "The server could not be reached. Check your connection, then start again: what was taken in stays.";
    return { code: "unavailable", message, problems: [] };
  }
}
