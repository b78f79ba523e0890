import "server-only";
import type { UserActor } from "@/lib/access/actor";
import { useCasesWith } from "@/lib/access/authorize";
import { database, Prisma } from "@/lib/platform/database";
import { firstIdOf } from "@/lib/platform/id-range";

/** An event has its time before its transaction ends: so much later may it come to be seen. */
const slackMs = 5_000;

/** Whether anything was recorded in this person's use cases since a moment. May say yes for what came a little earlier. */
export async function hasActivitySince(actor: UserActor, moment: Date): Promise<boolean> {
  const useCaseIds = useCasesWith(actor, "use-case.read");
  const among = useCaseIds === "all" ? Prisma.sql`use_case AS u` : Prisma.sql`unnest(${useCaseIds}::uuid[]) AS u (id)`;
  const since = firstIdOf(new Date(Math.max(0, moment.getTime() - slackMs)));
  const rows = await database.$queryRaw<unknown[]>`
    SELECT 1 FROM ${among}
    CROSS JOIN LATERAL (SELECT FROM audit_event WHERE use_case_id = u.id AND id >= ${since}::uuid LIMIT 1) AS happened
    LIMIT 1`;
  return rows.length > 0;
}
