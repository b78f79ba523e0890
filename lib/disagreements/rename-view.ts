import "server-only";
import { command } from "@/lib/command";
import { place, renameViewSchema } from "@/lib/disagreements/saved-view-schema";
import { AppError } from "@/lib/platform/errors";
import { reviewerOf } from "@/lib/review/reviewer-of";

/** Gives one of this person's views another name. */
export const renameView = command({
  name: "rename-view",
  permission: "account.own",
  input: renameViewSchema,
  useCaseId: () => null,
  prepare: async () => null,

  async commit({ tx, input: { id, name }, actor }) {
    const { id: userId } = reviewerOf(actor);
    const views = await tx.savedView.findMany({ where: { userId, place }, select: { id: true, name: true } });
    const view = views.find((one) => one.id === id);
    if (view === undefined)
      throw new AppError("not_found", "You have no such view. It may have been removed in another tab.");
    if (view.name === name) return { result: null, unchanged: true };
    if (views.some((one) => one.name === name)) {
      const message = "Another view of yours has this name.";
      throw new AppError("conflict", message, { problems: [{ path: "name", message }] });
    }
    await tx.savedView.update({ where: { id }, data: { name } });
    return {
      result: null,
      events: [{ type: "view.renamed", subject: { type: "user", id: userId }, detail: { view: id } }],
    };
  },
});
