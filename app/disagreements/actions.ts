"use server";
import { revalidatePath } from "next/cache";
import { serverAction } from "@/lib/access/server-action";
import { answerBlind } from "@/lib/disagreements/answer-blind";
import { leaveDisagreement } from "@/lib/disagreements/leave-disagreement";
import { removeView } from "@/lib/disagreements/remove-view";
import { renameView } from "@/lib/disagreements/rename-view";
import { saveView } from "@/lib/disagreements/save-view";
import { settleDisagreement } from "@/lib/disagreements/settle-disagreement";
import { takeDisagreement } from "@/lib/disagreements/take-disagreement";
import { renewClaims } from "@/lib/review/renew-claims";
import { undoVerdict } from "@/lib/review/undo-verdict";

type InputOf<Verb extends (context: never, input: never) => unknown> = Parameters<Verb>[1];

export const take = serverAction((actor, input: InputOf<typeof takeDisagreement>, requestId) =>
  takeDisagreement({ actor, requestId }, input),
);
export const renew = serverAction((actor, input: InputOf<typeof renewClaims>) => renewClaims({ actor }, input));
export const leave = serverAction((actor, input: InputOf<typeof leaveDisagreement>, requestId) =>
  leaveDisagreement({ actor, requestId }, input),
);
export const answerFirst = serverAction((actor, input: InputOf<typeof answerBlind>, requestId) =>
  answerBlind({ actor, requestId }, input),
);
export const settle = serverAction((actor, input: InputOf<typeof settleDisagreement>, requestId) =>
  settleDisagreement({ actor, requestId }, input),
);
export const undo = serverAction(async (actor, input: InputOf<typeof undoVerdict>, requestId) => {
  await undoVerdict({ actor, requestId }, input);
  return null;
});
export const save = serverAction(async (actor, input: InputOf<typeof saveView>, requestId) => {
  const saved = await saveView({ actor, requestId }, input);
  revalidatePath("/disagreements");
  return saved;
});
export const rename = serverAction(async (actor, input: InputOf<typeof renameView>, requestId) => {
  await renameView({ actor, requestId }, input);
  revalidatePath("/disagreements");
  return null;
});
export const remove = serverAction(async (actor, input: InputOf<typeof removeView>, requestId) => {
  await removeView({ actor, requestId }, input);
  revalidatePath("/disagreements");
  return null;
});
