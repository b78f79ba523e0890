import { countText } from "@/components/ui/figure-text";
import type { ErasureView } from "@/lib/erasure/erasure-view";

/** What an erasure is about. */
export const kindName: Record<ErasureView["kind"], string> = {
  item: "One item",
  entity: "All items of an entity",
  user: "A person who signs in",
  external_reviewer: "An outside reviewer",
};

/** Its states as a filter and a column name them. */
export const statusName: Record<ErasureView["status"], string> = {
  pending: "Waits for a second person",
  approved: "Being erased",
  done: "Erased",
  declined: "Declined",
  withdrawn: "Withdrawn",
};

/** 1 as `1 item`, 12345 as `12,345 items`. */
export const itemsText = (count: number): string => (count === 1 ? "1 item" : `${countText(count)} items`);

/** How far an erasure is, in a few words. */
export function stateText({ status, items, kind, blockedBy, affects }: ErasureView): string {
  if (status === "approved" && blockedBy !== null) return "Approved, paused by a hold";
  if (status === "approved" && kind === "entity" && affects !== null) {
    return `Being erased, ${countText(items)} of ${itemsText(items + affects)}`;
  }
  if (status === "done" && kind === "entity") return `Erased, ${itemsText(items)}`;
  return statusName[status];
}
