import "server-only";
import type { AuditEvent } from "@/lib/audit/audit-event";
import { commitValue, newSalt } from "@/lib/audit/commit-value";
import { newId } from "@/lib/platform/clock";
import type { Transaction } from "@/lib/platform/database";

/** Keeps a person's proposal to change a use case's guideline, with the item that it came from. Answers with the event. */
export async function proposeGuideline(
  tx: Transaction,
  {
    useCase,
    itemId,
    authorId,
    text,
    now,
  }: {
    useCase: { id: string; slug: string };
    itemId: string;
    authorId: string;
    text: string;
    now: Date;
  },
): Promise<AuditEvent> {
  const id = newId(now);
  const textSalt = newSalt();
  await tx.guidelineProposal.create({
    data: { id, useCaseId: useCase.id, itemId, text, textSalt, authorId, createdAt: now },
  });
  return {
    type: "guideline.proposed",
    useCase,
    subject: { type: "use_case", id: useCase.id },
    commentCommitment: commitValue(textSalt, "proposal", text),
    detail: { proposal: id, item: itemId },
  };
}
