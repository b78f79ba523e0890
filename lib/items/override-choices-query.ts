import "server-only";
import type { UserActor } from "@/lib/access/actor";
import { may } from "@/lib/access/authorize";
import { answerOf } from "@/lib/items/item-list-view";
import type { OverrideChoices } from "@/lib/items/override-effect-view";
import { database } from "@/lib/platform/database";
import { env } from "@/lib/platform/env";
import { findUseCase } from "@/lib/use-cases/use-case-query";

/** What this person needs to override the item's decision; null where they may not. */
export async function findOverrideChoices(
  actor: UserActor,
  item: { id: string; useCaseId: string },
): Promise<OverrideChoices | null> {
  const { id, useCaseId } = item;
  if (!may(actor, "decision.override", useCaseId)) return null;
  const [useCase, [row]] = await Promise.all([
    findUseCase(useCaseId),
    database.$queryRaw<{ outcome: string | null; value: number | null; webhooks: number }[]>`
      SELECT a.outcome, a.value, (
        SELECT count(*)::int FROM webhook w
        WHERE w.disabled_at IS NULL AND (w.use_case_id IS NULL OR w.use_case_id = i.use_case_id)
          AND w.events && ARRAY['item.decided', 'item.decision_changed']) AS webhooks
      FROM item i
      LEFT JOIN prediction a ON a.item_id = i.id AND a.role = 'champion' AND a.failure IS NULL
      WHERE i.id = ${id}::uuid LIMIT 1`,
  ]);
  if (useCase === null || row === undefined) return null;
  const { reasonCodes, reasonRequired, target } = useCase.definition;
  return {
    reasonCodes,
    reasonRequired,
    target: target ?? null,
    undoSeconds: env.undoSeconds,
    webhooks: row.webhooks,
    champion: answerOf(row.outcome, row.value),
    tolerance: target?.tolerance ?? 0,
  };
}
