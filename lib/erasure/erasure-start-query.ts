import "server-only";
import type { Actor } from "@/lib/access/actor";
import { may } from "@/lib/access/authorize";
import type { ErasureDraft } from "@/lib/erasure/erasure-draft-schema";
import { database } from "@/lib/platform/database";

type Start = Pick<ErasureDraft, "kind" | "useCaseId" | "subject">;

/** How the form begins that was opened from an item or a user; null where this person may not ask for that. */
export async function findErasureStart(actor: Actor, from: { item?: string; user?: string }): Promise<Start | null> {
  if (from.item !== undefined) {
    const item = await database.item.findUnique({
      where: { id: from.item },
      select: { useCaseId: true, externalId: true },
    });
    if (item === null || !may(actor, "erasure.request", item.useCaseId)) return null;
    return { kind: "item", useCaseId: item.useCaseId, subject: item.externalId };
  }
  if (from.user === undefined || !may(actor, "erasure.request", null)) return null;
  const user = await database.user.findUnique({ where: { id: from.user }, select: { email: true, erasedAt: true } });
  return user === null || user.erasedAt !== null ? null : { kind: "user", useCaseId: null, subject: user.email };
}
