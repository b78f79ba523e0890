import "server-only";
import { z } from "zod";
import type { AuditEvent } from "@/lib/audit/audit-event";
import { command } from "@/lib/command";

const keptMs = 7 * 24 * 3_600_000;
const inputSchema = z.strictObject({ limit: z.int().min(1).max(1000) });

/** Removes uploaded models that nobody confirmed within a week. Answers with their number. */
export const removeStaleDrafts = command<z.output<typeof inputSchema>, null, number>({
  name: "remove-stale-drafts",
  permission: "model.clean",
  input: inputSchema,
  useCaseId: () => null,
  prepare: async () => null,
  commit: async ({ tx, input, now }) => {
    const before = new Date(now.getTime() - keptMs);
    const drafts = await tx.$queryRaw<{ id: string; useCaseId: string; slug: string }[]>`
      SELECT d.id, d.use_case_id AS "useCaseId", u.slug
      FROM model_draft d JOIN use_case u ON u.id = d.use_case_id
      WHERE d.created_at < ${before}
      ORDER BY d.id LIMIT ${input.limit}::int FOR UPDATE OF d SKIP LOCKED`;
    const events = drafts.map(
      ({ id, useCaseId, slug }): AuditEvent => ({
        type: "model.discarded",
        useCase: { id: useCaseId, slug },
        subject: { type: "model", id },
        reasonCode: "expired",
      }),
    );
    const [first, ...others] = events;
    if (first === undefined) return { result: 0, unchanged: true };
    await tx.modelDraft.deleteMany({ where: { id: { in: drafts.map(({ id }) => id) } } });
    return { result: drafts.length, events: [first, ...others] };
  },
});
