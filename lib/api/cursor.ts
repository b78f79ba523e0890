import { parse, stringify } from "uuid";
import { AppError } from "@/lib/platform/errors";

/** The place after a page's last row, as callers carry it: the row's id, opaque. */
export function encodeCursor(id: string): string {
  return Buffer.from(parse(id)).toString("base64url");
}

/** The id of the last row that the caller has. Throws `invalid_input` for anything that we did not hand out. */
export function decodeCursor(cursor: string): string {
  try {
    const id = stringify(Buffer.from(cursor, "base64url"));
    if (encodeCursor(id) === cursor) return id;
  } catch {
    // Too short, or no UUID: refused below like any other.
  }
  const message = "This cursor is not one of ours. Start from the first page, without a cursor.";
  throw new AppError("invalid_input", message, { problems: [{ path: "cursor", message }] });
}
