import "server-only";
import type { z } from "zod";
import { command } from "@/lib/command";
import { mostViews, newViewSchema, place } from "@/lib/disagreements/saved-view-schema";
import { newId } from "@/lib/platform/clock";
import { AppError } from "@/lib/platform/errors";
import { reviewerOf } from "@/lib/review/reviewer-of";

/** Keeps the queue's filters under a name, for this person only. The same name again replaces what it stood for. */
export const saveView = command<z.output<typeof newViewSchema>, null, { id: string }>({
  name: "save-view",
  permission: "account.own",
  input: newViewSchema as z.ZodType<z.output<typeof newViewSchema>>,
  useCaseId: () => null,
  prepare: async () => null,

  async commit({ tx, input: { name, query }, actor, now }) {
    const { id: userId } = reviewerOf(actor);
    const kept = await tx.savedView.findMany({ where: { userId, place }, select: { id: true, name: true } });
    const same = kept.find((view) => view.name === name);
    if (same === undefined && kept.length >= mostViews) {
      throw new AppError("conflict", `You have ${mostViews} views already. Remove one of them first.`);
    }
    const id = same?.id ?? newId(now);
    await tx.savedView.upsert({
      where: { id },
      create: { id, userId, place, name, query, createdAt: now },
      update: { query },
    });
    return {
      result: { id },
      events: [{ type: "view.saved", subject: { type: "user", id: userId }, detail: { view: id } }],
    };
  },
});
