import "server-only";
import type { UserActor } from "@/lib/access/actor";
import { originalPreferences, type Preferences, preferencesSchema } from "@/lib/access/preferences-schema";
import { database } from "@/lib/platform/database";

/** How a person likes to work; what was stored under earlier rules and no longer fits counts as not stored. */
export async function findPreferences(actor: UserActor): Promise<Preferences> {
  const { preferences } = await database.user.findUniqueOrThrow({
    where: { id: actor.id },
    select: { preferences: true },
  });
  const stored = preferencesSchema.safeParse(preferences);
  return stored.success ? stored.data : originalPreferences;
}
