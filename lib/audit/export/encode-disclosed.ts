import { type BatchEncoder, nothing } from "@/lib/audit/export/batch-encoder";
import { readDisclosed } from "@/lib/audit/export/disclosed-query";
import type { LogConnection } from "@/lib/audit/export/log-query";
import { jsonLine } from "@/lib/platform/json-line";

/**
 * `disclosed.jsonl`: a line for each value behind a commitment that still exists and that whoever asks may see: of all
 * events, or of those of use cases with these slugs.
 */
export function encodeDisclosed(
  connection: LogConnection,
  told: "all" | readonly string[],
  notes: readonly string[] = [],
): BatchEncoder & { count: () => number } {
  const slugs = told === "all" ? null : new Set<string | null>(told);
  let count = notes.reduce((sum, note) => sum + Number(note), 0);
  let noted = count;
  return {
    begin: () => nothing,
    encode: async (events) => {
      const pieces: Buffer[] = [];
      const readable = slugs === null ? events : events.filter(({ useCase }) => slugs.has(useCase));
      for await (const disclosed of readDisclosed(connection, readable)) {
        count += disclosed.length;
        pieces.push(Buffer.from(disclosed.map(jsonLine).join("")));
      }
      return Buffer.concat(pieces);
    },
    end: () => nothing,
    note: () => {
      const more = count - noted;
      noted = count;
      return String(more);
    },
    count: () => count,
  };
}
