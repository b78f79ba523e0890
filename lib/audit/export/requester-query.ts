import "server-only";
import type { Actor } from "@/lib/access/actor";
import { findKeyActor, findUserActor } from "@/lib/access/actor-query";
import { useCasesWith } from "@/lib/access/authorize";
import type { StoredExport } from "@/lib/audit/export/stored-export-schema";
import { database } from "@/lib/platform/database";

/** Whoever asked for an export, with the rights that they have now; null where they may not sign in any more. */
export function findRequester(job: { requestedById: string; filter: StoredExport }): Promise<Actor | null> {
  return job.filter.key === null ? findUserActor(job.requestedById) : findKeyActor(job.filter.key.id);
}

/** Whether values behind commitments of a use case's events may be told: to whoever may see its items. */
export async function disclosesTo(actor: Actor): Promise<(useCase: string | null) => boolean> {
  const readable = useCasesWith(actor, "item.read");
  if (readable === "all") return () => true;
  const useCases = await database.useCase.findMany({ where: { id: { in: readable } }, select: { slug: true } });
  const slugs = new Set(useCases.map(({ slug }) => slug));
  return (useCase) => useCase !== null && slugs.has(useCase);
}
