import { database } from "@/lib/platform/database";

/** The audit events about one subject, oldest first, with the envelope read back from its bytes. */
export async function eventsAbout(subjectId: string): Promise<{ type: string; envelope: Record<string, unknown> }[]> {
  const rows = await database.auditEvent.findMany({ where: { subjectId }, orderBy: { subjectSeq: "asc" } });
  return rows.map((row) => ({ type: row.type, envelope: JSON.parse(Buffer.from(row.envelope).toString("utf8")) }));
}
