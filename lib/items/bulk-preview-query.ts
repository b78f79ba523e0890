import "server-only";
import type { UserActor } from "@/lib/access/actor";
import { authorize, may } from "@/lib/access/authorize";
import { checkInput } from "@/lib/command";
import { bulkLimitOf, requireBulk } from "@/lib/items/bulk-limit";
import { bulkPreviewInputSchema, bulkRowsInputSchema, type Selection } from "@/lib/items/bulk-schema";
import type { BulkPreview, BulkRow, OpenBulk } from "@/lib/items/bulk-view";
import { answerOf } from "@/lib/items/item-list-view";
import { hasFacets } from "@/lib/items/item-stream-query";
import { matchingIds } from "@/lib/items/matching-ids-query";
import { type OverriddenItem, readOverridden, sealsFor } from "@/lib/items/overridden-item-query";
import type { NewDecision } from "@/lib/items/override-schema";
import { sortOutBulk } from "@/lib/items/sort-out-bulk";
import { clock } from "@/lib/platform/clock";
import { database } from "@/lib/platform/database";
import { AppError } from "@/lib/platform/errors";
import { findUseCase } from "@/lib/use-cases/use-case-query";

/** Items of a preview that are listed at once. */
const rowsAtOnce = 25;

/**
 * What deciding these items in one go would do: exactly which, how they stand now, and which are left out and why. Changes
 * nothing. Throws `forbidden`, `too_large` where there are more than this person may decide, `invalid_input`.
 */
export async function previewBulk(
  actor: UserActor,
  raw: { useCaseId: string; selection: Selection; answer: NewDecision["answer"] },
): Promise<BulkPreview> {
  const { useCaseId, selection, answer } = checkInput(bulkPreviewInputSchema, raw);
  authorize(actor, "decision.override", useCaseId);
  authorize(actor, "item.read", useCaseId);
  const useCase = await findUseCase(useCaseId);
  if (useCase === null) throw new AppError("not_found", "There is no such use case.");
  requireBulk(actor, useCaseId, "ids" in selection ? selection.ids.length : 1);
  const ids =
    "ids" in selection
      ? [...new Set(selection.ids)]
      : await matchingIds(useCase, selection.filter, bulkLimitOf(actor, useCaseId) + 1);
  requireBulk(actor, useCaseId, ids.length);
  const seals = sealsFor(actor, useCaseId);
  const found = await readOverridden(database, useCaseId, ids, clock.now());
  // Under a filter even the presence of a sealed item would tell what is sealed.
  const telling = "filter" in selection && hasFacets(selection.filter);
  const items = telling ? found.filter((item) => !seals(item)) : found;
  // As the list has them: the newest first.
  const { taken, leftOut } = sortOutBulk(items.toReversed(), { answer, seals, seqOf: null });
  const counts: BulkPreview["counts"] = { byStatus: {}, byDecider: {}, byOutcome: {} };
  for (const { status, decidedBy, outcome } of taken) {
    counts.byStatus[status] = (counts.byStatus[status] ?? 0) + 1;
    if (decidedBy !== null) counts.byDecider[decidedBy] = (counts.byDecider[decidedBy] ?? 0) + 1;
    if (outcome !== null) counts.byOutcome[outcome] = (counts.byOutcome[outcome] ?? 0) + 1;
  }
  return {
    ids: taken.map(({ id }) => id),
    seqs: taken.map(({ seq }) => seq),
    rows: taken.slice(0, rowsAtOnce).map(rowOf),
    counts,
    leftOut,
  };
}

/** Some of a preview's items, as they are now; those that are sealed for this person by now are missing. */
export async function readBulkRows(actor: UserActor, raw: { useCaseId: string; ids: string[] }): Promise<BulkRow[]> {
  const { useCaseId, ids } = checkInput(bulkRowsInputSchema, raw);
  authorize(actor, "item.read", useCaseId);
  const seals = sealsFor(actor, useCaseId);
  const items = await readOverridden(database, useCaseId, ids, clock.now());
  return items.filter((item) => !seals(item)).map(rowOf);
}

/** What this person decided in one go and can still take back, the latest first. */
export async function listOpenBulks(actor: UserActor, useCaseId: string): Promise<OpenBulk[]> {
  if (!may(actor, "decision.override", useCaseId)) return [];
  const now = clock.now();
  const rows = await database.bulkDecision.findMany({
    where: { useCaseId, userId: actor.id, undoneAt: null, undoUntil: { gt: now } },
    orderBy: { id: "desc" },
  });
  return rows.flatMap(({ id, items, outcome, value, undoUntil }) => {
    const answer = answerOf(outcome, value);
    return answer === null ? [] : [{ bulkId: id, items, answer, undoMs: undoUntil.getTime() - now.getTime() }];
  });
}

function rowOf({ id, externalId, status, outcome, value, decidedBy }: OverriddenItem): BulkRow {
  const answer = answerOf(outcome, value);
  return { id, externalId, status, decision: answer === null || decidedBy === null ? null : { answer, by: decidedBy } };
}
