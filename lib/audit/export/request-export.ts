import "server-only";
import { z } from "zod";
import type { Actor } from "@/lib/access/actor";
import { auditFilterSchema } from "@/lib/audit/audit-filter-schema";
import { nothingMatches } from "@/lib/audit/export/building";
import { countMatching } from "@/lib/audit/export/count-query";
import { exportEvent } from "@/lib/audit/export/export-event";
import { exportScope } from "@/lib/audit/export/export-scope";
import { command } from "@/lib/command";
import { newId } from "@/lib/platform/clock";
import type { Transaction } from "@/lib/platform/database";
import { AppError } from "@/lib/platform/errors";

/** Bundles that one person may have waiting or lying about at a time: they take up disk. */
const mostAtOnce = 20;

const inputSchema = z.strictObject({
  filter: auditFilterSchema,
  /** One in which whoever asks may read the log; null: they may read all of it. */
  useCaseId: z.uuid().nullable(),
});

/**
 * Puts an export of all audit events that the filter lets through in the queue; a worker makes it. Throws `invalid_input`
 * where nothing matches, `conflict` beyond 20 exports that wait to be made or fetched.
 */
export const requestExport = command({
  name: "request-export",
  permission: "audit.read",
  input: inputSchema,
  useCaseId: (input) => input.useCaseId,
  prepare: async ({ input: { filter }, actor }) => {
    if ((await countMatching(actor, filter, 1)) === 0) throw new AppError("invalid_input", nothingMatches);
    return exportScope(actor, filter);
  },

  async commit({ tx, input: { filter: search }, prepared: useCases, actor, now }) {
    const { userId, key } = await requester(tx, actor);
    const waiting = { requestedById: userId, status: { in: ["queued", "running", "ready"] as const } };
    if ((await tx.exportJob.count({ where: { ...waiting, status: { in: [...waiting.status.in] } } })) >= mostAtOnce) {
      throw new AppError(
        "conflict",
        `You have ${mostAtOnce} exports that wait to be made or fetched. Fetch one of them, or let it expire.`,
      );
    }
    const id = newId(now);
    const filter = { search, useCases, key };
    await tx.exportJob.create({
      data: {
        id,
        requestedById: userId,
        requestedAt: now,
        filter: JSON.parse(JSON.stringify(filter)),
        status: "queued",
      },
    });
    const requested = await exportEvent(tx, "export.requested", { id, filter }, {});
    return { result: { id }, events: [{ ...requested, newSubject: true }] };
  },
});

/** The person who answers for an export: whoever asks, or whoever made the key that asks. */
async function requester(tx: Transaction, actor: Actor) {
  if (actor.kind === "user") return { userId: actor.id, key: null };
  const key =
    actor.kind === "system"
      ? null
      : await tx.apiKey.findUnique({ where: { id: actor.id }, select: { id: true, name: true, createdById: true } });
  if (key === null || key.createdById === null) {
    throw new AppError(
      "forbidden",
      "No person made this key, so nobody would answer for the export. Use a key that an admin made at Admin, API keys; " +
        "on the command line, `npm run cli -- audit export` needs no key.",
    );
  }
  return { userId: key.createdById, key: { id: key.id, name: key.name } };
}
