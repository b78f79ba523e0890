"use server";
import { serverAction } from "@/lib/access/server-action";
import { overrideDecision } from "@/lib/items/override-decision";
import { reopenItem } from "@/lib/items/reopen-item";
import { replayItem } from "@/lib/items/replay-item";
import { undoOverride } from "@/lib/items/undo-override";
import { assignReview } from "@/lib/review/assign-review";
import { unassignReview } from "@/lib/review/unassign-review";

export const replay = serverAction((actor, input: Parameters<typeof replayItem>[1]) => replayItem(actor, input));
export const assign = serverAction((actor, input: Parameters<typeof assignReview>[1], requestId) =>
  assignReview({ actor, requestId }, input),
);
export const unassign = serverAction((actor, input: Parameters<typeof unassignReview>[1], requestId) =>
  unassignReview({ actor, requestId }, input),
);
export const override = serverAction((actor, input: Parameters<typeof overrideDecision>[1], requestId) =>
  overrideDecision({ actor, requestId }, input),
);
export const takeBack = serverAction((actor, input: Parameters<typeof undoOverride>[1], requestId) =>
  undoOverride({ actor, requestId }, input),
);
export const reopen = serverAction((actor, input: Parameters<typeof reopenItem>[1], requestId) =>
  reopenItem({ actor, requestId }, input),
);
