"use server";
import { revalidatePath } from "next/cache";
import { serverAction } from "@/lib/access/server-action";
import { changePolicy } from "@/lib/policies/change-policy";
import { previewChange } from "@/lib/policies/preview-change";
import { settleProposal } from "@/lib/policies/settle-proposal";

export const change = serverAction(async (actor, input: Parameters<typeof changePolicy>[1], requestId) => {
  const result = await changePolicy({ actor, requestId }, input);
  revalidatePath("/use-cases", "layout");
  return result;
});

export const preview = serverAction((actor, input: Parameters<typeof previewChange>[1]) => previewChange(actor, input));

export const settle = serverAction(async (actor, input: Parameters<typeof settleProposal>[1], requestId) => {
  const result = await settleProposal({ actor, requestId }, input);
  revalidatePath("/use-cases", "layout");
  return result;
});
