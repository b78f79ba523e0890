"use server";
import { serverAction } from "@/lib/access/server-action";
import { previewBulk, readBulkRows } from "@/lib/items/bulk-preview-query";
import { decideMany } from "@/lib/items/decide-many";
import { undoBulk } from "@/lib/items/undo-bulk";

export const preview = serverAction((actor, input: Parameters<typeof previewBulk>[1]) => previewBulk(actor, input));
export const readRows = serverAction((actor, input: Parameters<typeof readBulkRows>[1]) => readBulkRows(actor, input));
export const decide = serverAction((actor, input: Parameters<typeof decideMany>[1], requestId) =>
  decideMany({ actor, requestId }, input),
);
export const undo = serverAction((actor, input: Parameters<typeof undoBulk>[1], requestId) =>
  undoBulk({ actor, requestId }, input),
);
