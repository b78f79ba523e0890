import { mostNamed } from "@/lib/items/bulk-schema";
import type { LeftOut, LeftOutReason } from "@/lib/items/bulk-view";
import type { OverriddenItem } from "@/lib/items/overridden-item-query";
import type { NewDecision } from "@/lib/items/override-schema";

interface Standing {
  answer: NewDecision["answer"];
  /** Whether the actor must not learn what was said about the item. */
  seals: (item: OverriddenItem) => boolean;
  /** The decision that each item had when it was previewed; null at the preview itself. */
  seqOf: ReadonlyMap<string, number> | null;
}

/** Why this item cannot be decided so now; null: it can. The first reason counts. */
function reasonAgainst(
  item: OverriddenItem,
  { answer, seals, seqOf }: Standing,
): [LeftOutReason, string | null] | null {
  const { underWay, pending } = item;
  if (seals(item)) return ["hidden", null];
  if (seqOf !== null && seqOf.get(item.id) !== item.seq) return ["changed", null];
  if (pending !== null) return ["overridden", pending.who];
  const answered = underWay.find(({ status }) => status === "answered");
  if (answered !== undefined) return ["answered", answered.who];
  const held = underWay.find((review) => review.held);
  if (held !== undefined) return ["held", held.who];
  const given = { outcome: null, value: null, ...answer };
  const same = item.status === "decided" && item.outcome === given.outcome && item.value === given.value;
  return same ? ["same", null] : null;
}

/** Which of the items a decision on many would decide, and which it leaves out and why. */
export function sortOutBulk(
  items: readonly OverriddenItem[],
  standing: Standing,
): { taken: OverriddenItem[]; leftOut: LeftOut[] } {
  const taken: OverriddenItem[] = [];
  const leftOut = new Map<LeftOutReason, LeftOut>();
  for (const item of items) {
    const against = reasonAgainst(item, standing);
    if (against === null) {
      taken.push(item);
      continue;
    }
    const [why, who] = against;
    const group = leftOut.get(why) ?? { why, count: 0, named: [] };
    group.count++;
    if (group.named.length < mostNamed) group.named.push({ id: item.id, externalId: item.externalId, who });
    leftOut.set(why, group);
  }
  return { taken, leftOut: [...leftOut.values()] };
}
