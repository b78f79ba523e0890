import "server-only";
import type { Actor } from "@/lib/access/actor";
import type { Transaction } from "@/lib/platform/database";

/**
 * Who answers for a change. Behind an API key stands the person who created it: they must not be the second person for
 * what the key proposes.
 */
export async function authorOf(
  tx: Transaction,
  actor: Actor,
): Promise<{ authorId: string | null; authorName: string }> {
  if (actor.kind === "user") return { authorId: actor.id, authorName: actor.name };
  if (actor.kind === "system") return { authorId: null, authorName: actor.name };
  const key = await tx.apiKey.findUnique({ where: { id: actor.id }, select: { createdById: true } });
  return { authorId: key?.createdById ?? null, authorName: `API key "${actor.name}"` };
}
