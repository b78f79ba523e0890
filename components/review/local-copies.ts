import { z } from "zod";
import type { Step } from "@/components/review/desk-state";
import { type Draft, draftSchema, type SkipReason, skipReasons } from "@/lib/review/review-schema";
import type { DeskItem } from "@/lib/review/review-view";

/**
 * What the server has not acknowledged yet, kept in this browser until it has: so that neither a reload nor a closed
 * window without a network costs anything. One entry per person and review, for at most a week.
 */

const weekMs = 7 * 24 * 3_600_000;
const prefixOf = (userId: string) => `countersign desk ${userId} `;

const { answer } = draftSchema.shape;
const copySchema = z.object({
  at: z.number(),
  useCaseId: z.uuid(),
  reviewId: z.uuid(),
  externalId: z.string(),
  note: z.string(),
  /** Chosen, while the item is on the screen; otherwise how it left the screen. */
  work: z.discriminatedUnion("kind", [
    z.object({ kind: z.literal("draft"), answer }),
    z.object({ kind: z.literal("verdict"), answer: answer.unwrap(), reasonCode: z.string().nullable() }),
    z.object({ kind: z.literal("unusable"), answer }),
    z.object({ kind: z.literal("skip"), answer, reason: z.enum(Object.keys(skipReasons) as [SkipReason]).nullable() }),
    z.object({ kind: z.literal("defer"), answer, until: z.string() }),
    z.object({ kind: z.literal("escalate"), answer }),
  ]),
});

export type LocalCopy = Omit<z.infer<typeof copySchema>, "at">;

/** A browser may refuse to keep anything (private windows, a full disk). Then there is no copy, and no error. */
function ifStorable<Result>(work: (storage: Storage) => Result, otherwise: Result): Result {
  try {
    return work(window.localStorage);
  } catch {
    return otherwise;
  }
}

export function keepCopy(userId: string, copy: LocalCopy): void {
  const text = JSON.stringify({ ...copy, at: Date.now() });
  ifStorable((storage) => storage.setItem(prefixOf(userId) + copy.reviewId, text), undefined);
}

export function dropCopy(userId: string, reviewId: string): void {
  ifStorable((storage) => storage.removeItem(prefixOf(userId) + reviewId), undefined);
}

function readCopy(storage: Storage, key: string): LocalCopy | null {
  const parsed = copySchema.safeParse(JSON.parse(storage.getItem(key) ?? "null"));
  if (parsed.success && Date.now() - parsed.data.at < weekMs) return parsed.data;
  storage.removeItem(key);
  return null;
}

/** The item with what was chosen and written on it in this browser, where the server does not know of that. */
export function withLocalDraft(userId: string, item: DeskItem): DeskItem {
  const copy = ifStorable((storage) => readCopy(storage, prefixOf(userId) + item.reviewId), null);
  if (copy?.work.kind !== "draft") return item;
  const draft: Draft = { answer: copy.work.answer, note: copy.note };
  return { ...item, draft };
}

/** What was done in this browser and never reached the server, in these use cases; to be sent now. */
export function unsentSteps(userId: string, useCaseIds: ReadonlySet<string>): Step[] {
  const copies = ifStorable((storage) => {
    const keys = Object.keys(storage).filter((key) => key.startsWith(prefixOf(userId)));
    return keys.map((key) => readCopy(storage, key));
  }, []);
  return copies.flatMap((copy): Step[] => {
    if (copy === null || copy.work.kind === "draft" || !useCaseIds.has(copy.useCaseId)) return [];
    const { work, useCaseId, reviewId, externalId, note } = copy;
    const fresh = { item: null, state: "sending", undoWanted: false, undoUntil: Number.POSITIVE_INFINITY } as const;
    return [{ ...work, ...fresh, useCaseId, reviewId, externalId, note }];
  });
}
