import type { ExportedEvent } from "@/lib/audit/export/exported-event";

/** Makes a file of events, batch by batch, in the order of the log. */
export interface BatchEncoder {
  /** The file's next bytes; may be none. */
  encode: (events: readonly ExportedEvent[]) => Uint8Array | Promise<Uint8Array>;
  /** What comes after the last batch. */
  end: () => Uint8Array;
}

export const nothing = new Uint8Array(0);
