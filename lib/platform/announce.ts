import "server-only";
import { type Database, Prisma } from "@/lib/platform/database";

/** What open pages and waiting callers want to hear about. */
export type Announcement =
  | { kind: "queue"; useCaseId: string }
  /** `inForce`: the rung that counts now, and whether it is halted. */
  | { kind: "policy"; useCaseId: string; inForce: { mode: string; halted: boolean } }
  | { kind: "decision"; useCaseId: string; itemIds: string[] };

/** The Postgres channel that announcements travel by, to every process of every replica. */
export const announcementChannel = "countersign_live";

/** Tells every process when the transaction commits. Postgres carries at most 8,000 bytes, so ids travel in slices. */
export async function announce(db: Database, announcement: Announcement): Promise<void> {
  const slices =
    announcement.kind === "decision"
      ? Array.from({ length: Math.ceil(announcement.itemIds.length / 150) }, (_, slice) => ({
          ...announcement,
          itemIds: announcement.itemIds.slice(slice * 150, (slice + 1) * 150),
        }))
      : [announcement];
  for (const slice of slices) {
    await db.$executeRaw`SELECT pg_notify(${announcementChannel}, ${JSON.stringify(slice)})`;
  }
}

/** The same as part of a statement that returns rows anyway; for announcements without ids. */
export function announcing(announcement: Exclude<Announcement, { kind: "decision" }>): Prisma.Sql {
  return Prisma.sql`SELECT pg_notify(${announcementChannel}, ${JSON.stringify(announcement)})`;
}
