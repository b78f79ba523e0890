"use server";
import { revalidatePath } from "next/cache";
import { serverAction } from "@/lib/access/server-action";
import { liftHold } from "@/lib/erasure/lift-hold";
import { countErasable } from "@/lib/erasure/retention-query";
import { setHold } from "@/lib/erasure/set-hold";
import { setRetention } from "@/lib/erasure/set-retention";
import { declineProposal } from "@/lib/use-cases/decline-proposal";
import { takeProposal } from "@/lib/use-cases/take-proposal";

export const take = serverAction(async (actor, input: Parameters<typeof takeProposal>[1], requestId) => {
  const taken = await takeProposal({ actor, requestId }, input);
  revalidatePath("/use-cases", "layout");
  return taken;
});
export const decline = serverAction(async (actor, input: Parameters<typeof declineProposal>[1], requestId) => {
  await declineProposal({ actor, requestId }, input);
  revalidatePath("/use-cases", "layout");
  return null;
});

export const keep = serverAction(async (actor, input: Parameters<typeof setRetention>[1], requestId) => {
  await setRetention({ actor, requestId }, input);
  revalidatePath("/use-cases", "layout");
});
export const count = serverAction((actor, input: Parameters<typeof countErasable>[1]) => countErasable(actor, input));
export const hold = serverAction(async (actor, input: Parameters<typeof setHold>[1], requestId) => {
  await setHold({ actor, requestId }, input);
  revalidatePath("/use-cases", "layout");
});
export const release = serverAction(async (actor, input: Parameters<typeof liftHold>[1], requestId) => {
  await liftHold({ actor, requestId }, input);
  revalidatePath("/use-cases", "layout");
});
