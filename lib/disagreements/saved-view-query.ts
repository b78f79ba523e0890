import "server-only";
import type { UserActor } from "@/lib/access/actor";
import { place, type SavedView } from "@/lib/disagreements/saved-view-schema";
import { database } from "@/lib/platform/database";

/** This person's views of the queue, by name. */
export function listSavedViews(actor: UserActor): Promise<SavedView[]> {
  return database.savedView.findMany({
    where: { userId: actor.id, place },
    select: { id: true, name: true, query: true },
    orderBy: { name: "asc" },
  });
}
