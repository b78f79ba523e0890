import { type BatchEncoder, nothing } from "@/lib/audit/export/batch-encoder";
import { readDisclosed } from "@/lib/audit/export/disclosed-query";
import type { LogConnection } from "@/lib/audit/export/log-query";
import { jsonLine } from "@/lib/platform/json-line";

/** `disclosed.jsonl`: a line for each value behind a commitment that still exists and that whoever asks may see. */
export function encodeDisclosed(
  connection: LogConnection,
  mayDisclose: (useCase: string | null) => boolean,
): BatchEncoder & { count: () => number } {
  let count = 0;
  return {
    encode: async (events) => {
      const pieces: Buffer[] = [];
      const told = events.filter(({ useCase }) => mayDisclose(useCase));
      for await (const disclosed of readDisclosed(connection, told)) {
        count += disclosed.length;
        pieces.push(Buffer.from(disclosed.map(jsonLine).join("")));
      }
      return Buffer.concat(pieces);
    },
    end: () => nothing,
    count: () => count,
  };
}
