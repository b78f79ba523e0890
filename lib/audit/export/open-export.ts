import "server-only";
import { rm } from "node:fs/promises";
import type { Actor } from "@/lib/access/actor";
import { exportFolder } from "@/lib/audit/export/export-folder";
import { hashSecret, isSecret } from "@/lib/audit/export/export-link";
import { tryExportLock } from "@/lib/audit/export/export-lock";
import { firstUseCase, mayReadAll } from "@/lib/audit/export/export-scope";
import { readTar } from "@/lib/audit/export/read-tar";
import { recordExportFetched } from "@/lib/audit/export/record-export-fetched";
import { type StoredExport, storedExportSchema } from "@/lib/audit/export/stored-export-schema";
import type { CommandContext } from "@/lib/command";
import { withByteConnection } from "@/lib/platform/byte-connection";
import { clock } from "@/lib/platform/clock";
import { database } from "@/lib/platform/database";
import { AppError } from "@/lib/platform/errors";

/** Whoever takes nothing for so long has gone away. */
const patienceMs = 5 * 60 * 1000;

/** A bundle on its way. Its link is used up once the last byte was handed over. */
interface OpenedExport {
  name: string;
  bytes: number;
  body: ReadableStream<Uint8Array>;
}

interface FoundExport {
  id: string;
  requestedAt: Date;
  bytes: number;
  useCases: StoredExport["useCases"];
}

/**
 * Opens a bundle by its link. One download at a time, and one in all: a download that breaks off leaves the link as it is.
 * Throws `not_found` for what is no link of this person's, `gone` where it was used or has expired, `forbidden` where they
 * may not read these events any more, `conflict` while it is being downloaded.
 */
export function openExport(context: CommandContext, id: string, secret: string): Promise<OpenedExport> {
  const { promise, resolve, reject } = Promise.withResolvers<OpenedExport>();
  withByteConnection(async (connection) => {
    const found = await findOpen(context.actor, id, secret);
    if (!(await tryExportLock(connection, id))) {
      throw new AppError("conflict", "This bundle is being downloaded already. Wait until that has ended.");
    }
    // The other one may have come to its end just now.
    await findOpen(context.actor, id, secret);
    const ended = Promise.withResolvers<void>();
    const body = streamOf(readTar(exportFolder(id), found.requestedAt), {
      whole: async () => {
        await recordExportFetched(context, { exportId: id, useCaseId: firstUseCase(found.useCases) });
        await rm(exportFolder(id), { recursive: true, force: true });
      },
      over: ended.resolve,
    });
    const at = found.requestedAt.toISOString().slice(0, 16).replaceAll(/[-:]/g, "");
    resolve({ name: `countersign-audit-${at}.tar`, bytes: found.bytes, body });
    await ended.promise;
  }).catch(reject);
  return promise;
}

async function findOpen(actor: Actor, id: string, secret: string): Promise<FoundExport> {
  const job = isSecret(secret)
    ? await database.exportJob.findUnique({ where: { linkHash: hashSecret(secret) } })
    : null;
  const filter = storedExportSchema.safeParse(job?.filter).data;
  if (job === null || filter === undefined || job.id !== id || !isRequester(actor, job.requestedById, filter)) {
    throw new AppError("not_found", "This link leads to no export of yours. Open your exports and take it from there.");
  }
  if (job.fetchedAt !== null) {
    const when = `${job.fetchedAt.toISOString().slice(0, 16).replace("T", " ")} UTC`;
    throw new AppError("gone", `This bundle was downloaded on ${when}. A link works once: ask for the export again.`);
  }
  if (job.status !== "ready" || job.linkExpiresAt === null || job.linkExpiresAt <= clock.now()) {
    const expired = "This link has expired, and the bundle was removed. Ask for the export again.";
    throw new AppError("gone", job.error ?? expired);
  }
  if (!mayReadAll(actor, filter.useCases)) {
    throw new AppError("forbidden", "You may not read these events any more. Ask an admin for the role of auditor.");
  }
  return { id, requestedAt: job.requestedAt, bytes: Number(job.bytes), useCases: filter.useCases };
}

/** A key's exports are for that key alone, also where its maker is at the page. */
export function isRequester(actor: Actor, requestedById: string, { key }: StoredExport): boolean {
  return key === null ? actor.kind === "user" && actor.id === requestedById : actor.id === key.id;
}

/** Pieces as they are asked for, none ahead: what has not been asked for has not been handed over. */
function streamOf(
  pieces: AsyncGenerator<Uint8Array>,
  told: { whole: () => Promise<void>; over: () => void },
): ReadableStream<Uint8Array> {
  let timer: NodeJS.Timeout | undefined;
  const end = () => {
    clearTimeout(timer);
    told.over();
  };
  const watch = (controller: ReadableStreamDefaultController) => {
    clearTimeout(timer);
    timer = setTimeout(() => {
      void pieces.return(undefined);
      controller.error(new Error("The download came to a standstill."));
      end();
    }, patienceMs).unref();
  };
  return new ReadableStream<Uint8Array>(
    {
      start: watch,
      pull: async (controller) => {
        try {
          const { value, done } = await pieces.next();
          watch(controller);
          if (done !== true) return controller.enqueue(value);
          await told.whole();
          end();
          controller.close();
        } catch (error) {
          end();
          throw error;
        }
      },
      cancel: async () => {
        end();
        await pieces.return(undefined);
      },
    },
    { highWaterMark: 0 },
  );
}

/** Headers of a bundle's answer. */
export function bundleHeaders({ name, bytes }: Pick<OpenedExport, "name" | "bytes">): Record<string, string> {
  return {
    "content-type": "application/x-tar",
    "content-length": String(bytes),
    "content-disposition": `attachment; filename="${name}"`,
    "cache-control": "no-store",
    "x-content-type-options": "nosniff",
    "x-accel-buffering": "no",
  };
}
