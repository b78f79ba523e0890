"use server";
import { revalidatePath } from "next/cache";
import { serverAction } from "@/lib/access/server-action";
import { liftHalt } from "@/lib/policies/lift-halt";
import { settleProposal } from "@/lib/policies/settle-proposal";

export const lift = serverAction(async (actor, input: Parameters<typeof liftHalt>[1], requestId) => {
  const result = await liftHalt({ actor, requestId }, input);
  revalidatePath("/", "layout");
  return result;
});

export const settle = serverAction(async (actor, input: Parameters<typeof settleProposal>[1], requestId) => {
  const result = await settleProposal({ actor, requestId }, input);
  revalidatePath("/", "layout");
  return result;
});
