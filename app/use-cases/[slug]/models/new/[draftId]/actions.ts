"use server";
import { revalidatePath } from "next/cache";
import type { TrialInput } from "@/components/models/draft/draft-actions";
import { serverAction } from "@/lib/access/server-action";
import { confirmModelDraft } from "@/lib/models/confirm-model-draft";
import { discardModelDraft } from "@/lib/models/discard-model-draft";
import { tryModelDraft } from "@/lib/models/try-model-draft";

export const tryOut = serverAction(async (actor, input: TrialInput) => tryModelDraft(actor, input));

export const confirm = serverAction(
  async (actor, input: { draftId: string; name: string; mapping: unknown }, requestId) => {
    const { version, warnings } = await confirmModelDraft({ actor, requestId }, input);
    revalidatePath("/use-cases", "layout");
    return { version, warnings };
  },
);

export const discard = serverAction(async (actor, input: { draftId: string }, requestId) => {
  await discardModelDraft({ actor, requestId }, input);
  revalidatePath("/use-cases", "layout");
  return null;
});
