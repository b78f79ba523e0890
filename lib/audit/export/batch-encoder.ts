import type { ExportedEvent } from "@/lib/audit/export/exported-event";

/** Makes a file of events, batch by batch, in the order of the log. What it makes is the same however they are cut into batches. */
export interface BatchEncoder {
  /** What the file begins with; may be nothing. */
  begin: () => Uint8Array;
  /** The file's next bytes; may be none. */
  encode: (events: readonly ExportedEvent[]) => Uint8Array | Promise<Uint8Array>;
  /** What comes after the last batch. */
  end: () => Uint8Array;
  /** How many of the events that it was given are not among the bytes yet; left out where none ever is. */
  waiting?: () => number;
  /**
   * What it has to be told, besides its bytes and what waits, to go on in another process: only what came up since this was
   * asked last. Another encoder of its kind is given all of these notes, in order.
   */
  note?: () => string;
}

export const nothing = new Uint8Array(0);
