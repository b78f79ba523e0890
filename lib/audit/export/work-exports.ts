import "server-only";
import { rename, rm } from "node:fs/promises";
import { systemActor } from "@/lib/access/actor";
import { auditCondition } from "@/lib/audit/audit-query";
import { buildBundle } from "@/lib/audit/export/build-bundle";
import { nothingMatches } from "@/lib/audit/export/building";
import { exportFolder, unfinishedFolder } from "@/lib/audit/export/export-folder";
import { tryExportLock } from "@/lib/audit/export/export-lock";
import { mayReadAll } from "@/lib/audit/export/export-scope";
import { type ExportFailure, failExport } from "@/lib/audit/export/fail-export";
import { finishExport } from "@/lib/audit/export/finish-export";
import type { LogConnection } from "@/lib/audit/export/log-query";
import { disclosedTo, findRequester } from "@/lib/audit/export/requester-query";
import { type StoredExport, storedExportSchema } from "@/lib/audit/export/stored-export-schema";
import { waitForCheckpoint } from "@/lib/audit/export/wait-for-checkpoint";
import { withByteConnection } from "@/lib/platform/byte-connection";
import { clock } from "@/lib/platform/clock";
import { database, Prisma } from "@/lib/platform/database";
import { isUnreachable } from "@/lib/platform/is-unreachable";
import { logger } from "@/lib/platform/logger";

const context = { actor: systemActor("worker") };

/** Whoever waits sees the count move; the database is not asked more often than this. */
const tellMs = 1_000;
/** An export that takes down whoever makes it is given up at last. */
const longestMs = 24 * 60 * 60 * 1000;
/** Failures that nobody foresaw, before an export is given up. */
const mostFailures = 3;

interface QueuedExport {
  id: string;
  requestedById: string;
  requestedAt: Date;
  filter: StoredExport;
}

/** Why an export ends without a bundle, in words for whoever asked. */
class ExportStopped extends Error {
  constructor(readonly failure: ExportFailure) {
    super(failure.message);
  }
}

async function nextExport(): Promise<QueuedExport | null> {
  const job = await database.exportJob.findFirst({
    where: { status: { in: ["queued", "running"] } },
    orderBy: { id: "asc" },
    select: { id: true, requestedById: true, requestedAt: true, filter: true },
  });
  return job === null ? null : { ...job, filter: storedExportSchema.parse(job.filter) };
}

/**
 * Makes the exports that people asked for, one at a time on all workers, in the order in which they were asked for. Who
 * makes one holds a lock that ends with its process: what a killed worker leaves, the next one goes on with.
 */
export class ExportWorker {
  readonly #abort = new AbortController();
  readonly #failures = new Map<string, number>();

  /** Makes the next export, if it is anybody's turn. Answers whether there may be another one. */
  async turn(): Promise<boolean> {
    if ((await nextExport()) === null) return false;
    return withByteConnection(async (connection) => {
      if (!(await tryExportLock(connection, "making"))) return false;
      const job = await nextExport();
      if (job === null || this.#abort.signal.aborted) return false;
      try {
        await make(connection, job, this.#abort.signal);
      } catch (error) {
        if (this.#abort.signal.aborted) return false;
        await failExport(context, { exportId: job.id, ...this.#failureOf(job, error) });
        await rm(unfinishedFolder(job.id), { recursive: true, force: true });
      }
      return true;
    });
  }

  /** Ends the work at the next batch; whoever makes exports next goes on with it. */
  stop(): void {
    this.#abort.abort();
  }

  /** What an error means for an export. Throws it again where trying once more makes sense. */
  #failureOf(job: QueuedExport, error: unknown): ExportFailure {
    if (error instanceof ExportStopped) return error.failure;
    if ((error as NodeJS.ErrnoException).code === "ENOSPC") {
      return {
        because: "disk_full",
        message:
          "There was no room on the disk for the bundle. Narrow the filter, or ask whoever runs this installation.",
      };
    }
    const failures = (this.#failures.get(job.id) ?? 0) + 1;
    this.#failures.set(job.id, failures);
    if (isUnreachable(error) || failures < mostFailures) throw error;
    logger.error({ err: error, export: job.id }, "an export could not be made");
    return {
      because: "internal",
      message: `Something went wrong on our side, several times over. Give an admin this number: ${job.id}`,
    };
  }
}

async function make(connection: LogConnection, job: QueuedExport, signal: AbortSignal): Promise<void> {
  if (clock.now().getTime() - job.requestedAt.getTime() > longestMs) {
    const message = "The bundle could not be made within a day. Ask for less at a time, such as month by month.";
    throw new ExportStopped({ because: "took_too_long", message });
  }
  const { search, useCases, key } = job.filter;
  const actor = await findRequester(job);
  if (actor === null || !mayReadAll(actor, useCases)) {
    const message = "Whoever asked for this may not read these events any more.";
    throw new ExportStopped({ because: "not_allowed", message });
  }
  const unfinished = unfinishedFolder(job.id);
  // Whole, but not on record as such: whoever made it died in between. What is quickly done is done again.
  await rename(exportFolder(job.id), unfinished).catch(() => undefined);
  let told = Number.NEGATIVE_INFINITY;
  const built = await buildBundle({
    connection,
    folder: unfinished,
    request: {
      requestedBy: key ?? { id: actor.id, name: actor.name },
      requestedAt: job.requestedAt,
      filter: search,
      wanted: Prisma.sql`${await auditCondition(actor, search)} AND ${within(useCases)}`,
      disclosed: await disclosedTo(actor),
    },
    findCheckpoint: async () => {
      await database.exportJob.updateMany({
        where: { id: job.id, status: { in: ["queued", "running"] } },
        data: { status: "running", done: 0, total: null },
      });
      const checkpoint = await waitForCheckpoint(job.requestedAt, signal);
      if (checkpoint !== null) return checkpoint;
      const message =
        "The log has no signed checkpoint yet, so there is nothing to prove. Look at the Audit page's state.";
      throw new ExportStopped({ because: "not_sealed", message });
    },
    signal,
    tell: async (done, total) => {
      if (done < total && performance.now() - told < tellMs) return;
      told = performance.now();
      await tellProgress(job.id, done, total);
    },
  });
  if (built === null) throw new ExportStopped({ because: "nothing_matches", message: nothingMatches });
  await rename(unfinished, exportFolder(job.id));
  await finishExport(context, { exportId: job.id, ...built });
}

/** Never more than could be read when it was asked for: who may fetch it is held against that. */
function within(useCases: StoredExport["useCases"]): Prisma.Sql {
  return useCases === "all" ? Prisma.sql`TRUE` : Prisma.sql`e.use_case_id = ANY(${useCases}::uuid[])`;
}

/** How far an export has come: working state, on no record. One that was put back in the queue meanwhile stays there. */
async function tellProgress(id: string, done: number, total: number): Promise<void> {
  await database.exportJob.updateMany({ where: { id, status: "running" }, data: { done, total } });
}
