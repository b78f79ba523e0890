import "server-only";
import type { Actor } from "@/lib/access/actor";
import { may, useCasesWith } from "@/lib/access/authorize";
import { type Database, database } from "@/lib/platform/database";

/** A halt that stands. */
export interface HaltRecord {
  useCaseId: string;
  at: Date;
  by: string;
  /** Empty: none was given. */
  reason: string;
}

/** The halts among these use cases. */
export async function listHalts(useCaseIds: readonly string[], db: Database = database): Promise<HaltRecord[]> {
  return db.$queryRaw<HaltRecord[]>`
    SELECT id AS "useCaseId", halted_at AS at, coalesce(halted_by, 'somebody') AS by, coalesce(halt_reason, '') AS reason
    FROM use_case WHERE id = ANY(${[...useCaseIds]}::uuid[]) AND halted_at IS NOT NULL
    ORDER BY halted_at, id`;
}

/** A use case, and what this person may halt. */
export interface HaltChoice {
  id: string;
  slug: string;
  name: string;
  halted: boolean;
  mayHalt: boolean;
}

/** The use cases that an actor sees, by name, for whoever looks for one in a hurry. */
export async function listHaltChoices(actor: Actor): Promise<HaltChoice[]> {
  const seen = useCasesWith(actor, "use-case.read");
  const rows = await database.$queryRaw<Omit<HaltChoice, "mayHalt">[]>`
    SELECT id, slug, name, halted_at IS NOT NULL AS halted FROM use_case
    WHERE ${seen === "all"} OR id = ANY(${seen === "all" ? [] : seen}::uuid[])
    ORDER BY name, slug`;
  return rows.map((row) => ({ ...row, mayHalt: may(actor, "halt.set", row.id) }));
}
