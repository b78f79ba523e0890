"use server";
import { revalidatePath } from "next/cache";
import { serverAction } from "@/lib/access/server-action";
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
