"use server";
import { serverAction } from "@/lib/access/server-action";
import { takeVerdictPart } from "@/lib/items/take-verdict-part";
import { previewVerdictPart, readVerdictHead } from "@/lib/items/verdict-file-query";

export const readHead = serverAction((actor, input: Parameters<typeof readVerdictHead>[1]) =>
  readVerdictHead(actor, input),
);
export const preview = serverAction((actor, input: Parameters<typeof previewVerdictPart>[1]) =>
  previewVerdictPart(actor, input),
);
export const take = serverAction((actor, input: Parameters<typeof takeVerdictPart>[1], requestId) =>
  takeVerdictPart({ actor, requestId }, input),
);
