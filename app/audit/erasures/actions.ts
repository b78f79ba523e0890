"use server";
import { revalidatePath } from "next/cache";
import { serverAction } from "@/lib/access/server-action";
import type { ErasureDraft } from "@/lib/erasure/erasure-draft-schema";
import { previewErasure } from "@/lib/erasure/erasure-preview-query";
import { requestErasure } from "@/lib/erasure/request-erasure";
import { settleErasure } from "@/lib/erasure/settle-erasure";
import { withdrawErasure } from "@/lib/erasure/withdraw-erasure";

const again = () => revalidatePath("/audit/erasures", "layout");

export const preview = serverAction((actor, draft: ErasureDraft) => previewErasure(actor, draft));
export const ask = serverAction(async (actor, input: Parameters<typeof requestErasure>[1], requestId) => {
  const asked = await requestErasure({ actor, requestId }, input);
  again();
  return asked;
});
export const settle = serverAction(async (actor, input: Parameters<typeof settleErasure>[1], requestId) => {
  await settleErasure({ actor, requestId }, input);
  again();
});
export const withdraw = serverAction(async (actor, input: Parameters<typeof withdrawErasure>[1], requestId) => {
  await withdrawErasure({ actor, requestId }, input);
  again();
});
