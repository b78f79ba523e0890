import "server-only";
import { preferencesSchema } from "@/lib/access/preferences-schema";
import { command } from "@/lib/command";
import { AppError } from "@/lib/platform/errors";

/** Keeps how a person likes to work at the desk, in place of what was kept before. */
export const setPreferences = command({
  name: "set-preferences",
  permission: "account.own",
  input: preferencesSchema,
  useCaseId: () => null,
  prepare: async () => null,

  async commit({ tx, input, actor }) {
    if (actor.kind !== "user") throw new AppError("forbidden", "Only people have preferences.");
    await tx.user.update({ where: { id: actor.id }, data: { preferences: input } });
    return {
      result: input,
      events: [{ type: "user.preferences_set", subject: { type: "user", id: actor.id }, detail: input }],
    };
  },
});
