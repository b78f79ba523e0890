import "server-only";
import { command } from "@/lib/command";
import { place, removeViewSchema } from "@/lib/disagreements/saved-view-schema";
import { reviewerOf } from "@/lib/review/reviewer-of";

/** Removes one of this person's views. One that is gone already is no error. */
export const removeView = command({
  name: "remove-view",
  permission: "account.own",
  input: removeViewSchema,
  useCaseId: () => null,
  prepare: async () => null,

  async commit({ tx, input: { id }, actor }) {
    const { id: userId } = reviewerOf(actor);
    const { count } = await tx.savedView.deleteMany({ where: { id, userId, place } });
    if (count === 0) return { result: null, unchanged: true };
    return {
      result: null,
      events: [{ type: "view.removed", subject: { type: "user", id: userId }, detail: { view: id } }],
    };
  },
});
