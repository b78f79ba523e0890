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
  /** Of the whole archive. */
  bytes: number;
  /** The first byte that is sent. */
  from: number;
  /** Of this very archive (an HTTP entity tag). */
  tag: string;
  body: ReadableStream<Uint8Array>;
}

interface FoundExport {
  id: string;
  requestedAt: Date;
  bytes: number;
  tag: string;
  useCases: StoredExport["useCases"];
}

/**
 * Opens a bundle by its link. One download at a time, and one in all: a download that breaks off leaves the link as it is,
 * and can be gone on with where it broke off (the request's headers `range: bytes=N-` and `if-range`).
 * Throws `not_found` for what is no link of this person's, `gone` where it was used or has expired, `forbidden` where they
 * may not read these events any more, `conflict` while it is being downloaded.
 */
export function openExport(
  context: CommandContext,
  id: string,
  secret: string,
  asked: Headers = new Headers(),
): Promise<OpenedExport> {
  const { promise, resolve, reject } = Promise.withResolvers<OpenedExport>();
  withByteConnection(async (connection) => {
    const found = await findOpen(context.actor, id, secret);
    if (!(await tryExportLock(connection, id))) {
      throw new AppError("conflict", "This bundle is being downloaded already. Wait until that has ended.");
    }
    // The other one may have come to its end just now.
    await findOpen(context.actor, id, secret);
    const ended = Promise.withResolvers<void>();
    const from = firstByte(asked, found);
    const body = streamOf(readTar(exportFolder(id), found.requestedAt, from), {
      whole: async () => {
        await recordExportFetched(context, { exportId: id, useCaseId: firstUseCase(found.useCases) });
        await rm(exportFolder(id), { recursive: true, force: true });
      },
      over: ended.resolve,
    });
    const at = found.requestedAt.toISOString().slice(0, 16).replaceAll(/[-:]/g, "");
    resolve({ name: `countersign-audit-${at}.tar`, bytes: found.bytes, from, tag: found.tag, body });
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
  const tag = `"${Buffer.from(job.sha256 ?? []).toString("hex")}"`;
  return { id, requestedAt: job.requestedAt, bytes: Number(job.bytes), tag, useCases: filter.useCases };
}

/** Where to begin: at the start, unless the rest of this very archive is asked for. */
function firstByte(asked: Headers, { bytes, tag }: FoundExport): number {
  if ((asked.get("if-range") ?? tag) !== tag) return 0;
  const from = Number(/^bytes=(\d+)-$/.exec(asked.get("range") ?? "")?.[1] ?? 0);
  return from < bytes ? from : 0;
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

/** The answer that brings a bundle, or the rest of one. */
export function bundleResponse({ name, bytes, from, tag, body }: OpenedExport): Response {
  return new Response(body, {
    status: from === 0 ? 200 : 206,
    headers: {
      "content-type": "application/x-tar",
      "content-length": String(bytes - from),
      "content-disposition": `attachment; filename="${name}"`,
      ...(from > 0 && { "content-range": `bytes ${from}-${bytes - 1}/${bytes}` }),
      "accept-ranges": "bytes",
      etag: tag,
      "cache-control": "no-store",
      "x-content-type-options": "nosniff",
      "x-accel-buffering": "no",
    },
  });
}
