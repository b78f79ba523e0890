import "server-only";
import { database } from "@/lib/platform/database";

/** An uploaded model that waits to be confirmed. */
export interface OpenDraft {
  id: string;
  name: string;
  author: string;
  createdAt: Date;
}

const mostDrafts = 20;

/** A use case's uploads that nobody has confirmed or discarded, the latest first. The caller checks who may see them. */
export async function listOpenDrafts(useCaseId: string): Promise<OpenDraft[]> {
  const rows = await database.modelDraft.findMany({
    where: { useCaseId },
    orderBy: { id: "desc" },
    take: mostDrafts,
    select: { id: true, name: true, createdAt: true, author: { select: { name: true } } },
  });
  return rows.map(({ author, ...draft }) => ({ ...draft, author: author.name }));
}
