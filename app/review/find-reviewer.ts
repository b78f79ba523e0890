import type { Reviewer } from "@/components/review/reviewer";
import type { UserActor } from "@/lib/access/actor";
import { findPreferences } from "@/lib/access/preferences-query";
import { keysOf } from "@/lib/access/preferences-schema";
import { findOwnAccount } from "@/lib/access/user-query";

/** Whose desk it is, and how they like to work at it. */
export async function findReviewer(actor: UserActor): Promise<Reviewer> {
  const [{ email, hasPassword }, preferences] = await Promise.all([findOwnAccount(actor), findPreferences(actor)]);
  return { id: actor.id, email, hasPassword, keys: keysOf(preferences), autoAdvance: preferences.autoAdvance };
}
