import "server-only";
import { database } from "@/lib/platform/database";

/** A proposal to change the guideline, as admins and managers see it. */
export interface GuidelineProposalView {
  id: string;
  text: string;
  author: string;
  at: string;
  /** The item that it came from. */
  item: { id: string; externalId: string } | null;
}

/** The use case's open proposals, the oldest first. The caller has checked `guideline.settle`. */
export async function listGuidelineProposals(useCaseId: string): Promise<GuidelineProposalView[]> {
  const rows = await database.guidelineProposal.findMany({
    where: { useCaseId, status: "open" },
    orderBy: { id: "asc" },
    take: 100,
    select: {
      id: true,
      text: true,
      createdAt: true,
      author: { select: { name: true } },
      item: { select: { id: true, externalId: true } },
    },
  });
  return rows.map(({ id, text, createdAt, author, item }) => ({
    id,
    text,
    author: author.name,
    at: createdAt.toISOString(),
    item,
  }));
}
