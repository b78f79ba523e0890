"use server";
import { serverAction } from "@/lib/access/server-action";
import { replayItem } from "@/lib/items/replay-item";

export const replay = serverAction((actor, input: Parameters<typeof replayItem>[1]) => replayItem(actor, input));
