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

/** The use cases (slugs) of whose events the values behind commitments may be told: those whose items this actor may see. */
export async function disclosedTo(actor: Actor): Promise<"all" | string[]> {
  const readable = useCasesWith(actor, "item.read");
  if (readable === "all") return "all";
  const useCases = await database.useCase.findMany({
    where: { id: { in: readable } },
    select: { slug: true },
    orderBy: { slug: "asc" },
  });
  return useCases.map(({ slug }) => slug);
}
