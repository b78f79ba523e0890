import { type BatchEncoder, nothing } from "@/lib/audit/export/batch-encoder";

const lineFeed = Buffer.from("\n");

/** `events.jsonl`: each envelope's bytes as they are stored, a line feed after each. Canonical JSON holds no line break. */
export function encodeLines(): BatchEncoder {
  return {
    begin: () => nothing,
    encode: (events) => Buffer.concat(events.flatMap(({ envelope }) => [envelope, lineFeed])),
    end: () => nothing,
  };
}
