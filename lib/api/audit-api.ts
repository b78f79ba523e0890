import { Readable } from "node:stream";
import { z } from "@hono/zod-openapi";
import { type Api, keyCall, reference } from "@/lib/api/api";
import { exampleSlug } from "@/lib/api/examples";
import { jsonAnswer } from "@/lib/api/json-answer";
import { readJsonObject } from "@/lib/api/read-json";
import { askForExport } from "@/lib/audit/export/ask-for-export";
import { findExport } from "@/lib/audit/export/export-query";
import { bundleResponse, openExport } from "@/lib/audit/export/open-export";
import { streamEvents } from "@/lib/audit/export/stream-events";
import { AppError } from "@/lib/platform/errors";

const tags = ["Audit"];

const readEvents = keyCall("audit.read", {
  method: "get",
  path: "/audit/events",
  tags,
  summary: "Read sealed events, oldest first",
  description:
    "For programs that follow the log (docs/siem.md). One event a line, each line's bytes exactly those that were hashed: " +
    "SHA-256 of a zero byte and the line without its line feed is the event's leaf. Indexes have no gaps, so the first " +
    "line has the index after + 1, the next one after + 2, and so on. Go on with the header countersign-next-after. An " +
    "event appears once it is under a signed checkpoint, seconds after it happened; no line means nothing new.",
  request: {
    query: z.strictObject({
      after: z.coerce.number().int().min(-1).max(Number.MAX_SAFE_INTEGER).default(-1).openapi({ example: -1 }),
      limit: z.coerce.number().int().min(1).max(100_000).default(10_000),
    }),
  },
  responses: {
    200: {
      description: "Events, one a line",
      headers: z.object({
        "countersign-first-index": z.string().describe("Index of the first line"),
        "countersign-next-after": z.string().describe("What to send as after, next time"),
        "countersign-tree-size": z.string().describe("Sealed events in all"),
      }),
      content: { "application/x-ndjson": { schema: z.string() } },
    },
  },
});

/** What an export is asked for with, for the document; `requireFilter` checks it. */
export const exportBodySchema = z
  .object({
    useCase: z.string().optional().describe("A use case's slug; left out: all of them"),
    type: z.string().optional().describe("A type of event, such as decision.made"),
    actor: z.string().optional().describe("The id of a person or a key, or system: who did it, or whom it is about"),
    item: z.string().optional().describe("An item's external id, or its own"),
    model: z.uuid().optional(),
    policy: z.uuid().optional(),
    outcome: z.string().optional(),
    code: z.string().optional().describe("Words of a reason, a guardrail's key, a root cause, a refusal"),
    from: z.iso.date().optional().describe("First day, UTC"),
    to: z.iso.date().optional().describe("Last day, included"),
  })
  .openapi("ExportBody");

const exportSchema = z
  .object({
    id: z.uuid(),
    status: z.enum(["queued", "running", "ready", "failed", "gone"]),
    progress: z.object({ done: z.int(), total: z.int().nullable().describe("null: not known yet") }),
    error: z.string().nullable(),
    bundle: z
      .object({
        url: z.string().describe("Works once, with this key"),
        expiresAt: z.iso.datetime(),
        bytes: z.int(),
        manifestSha256: z.string(),
      })
      .nullable()
      .describe("null: not ready yet, or gone"),
  })
  .openapi("Export");

const ask = keyCall("audit.read", {
  method: "post",
  path: "/audit/exports",
  tags,
  summary: "Ask for an export of audit events",
  description:
    "It is made in the background, one export after the other. The bundle can be verified without this installation. " +
    "A value behind a commitment is in it where the key may see items (items:read). The key must be one that a person made " +
    "(Admin, API keys), who answers for what it takes away: 403 for one that was made on the command line.",
  request: {
    body: {
      required: true,
      content: {
        "application/json": {
          schema: reference("ExportBody"),
          example: { useCase: exampleSlug, from: "2026-03-01", to: "2026-03-31" },
        },
      },
    },
  },
  responses: { 202: jsonAnswer(exportSchema, "It waits to be made") },
});

const look = keyCall("audit.read", {
  method: "get",
  path: "/audit/exports/{id}",
  tags,
  summary: "Look how far an export is",
  description: "Only for the key that asked for it.",
  request: { params: z.object({ id: z.uuid() }) },
  responses: { 200: jsonAnswer(exportSchema, "The export") },
});

const fetchBundle = keyCall("audit.read", {
  method: "get",
  path: "/audit/exports/{id}/bundle",
  tags,
  summary: "Fetch an export's bundle, once",
  description:
    "An uncompressed tar file. Its link is used up once the last byte was handed over; a download that breaks off can be " +
    "begun again, or gone on with (header Range: bytes=N-, answered with 206). 404 for what is no link of this key's, 410 where it was used or has expired, 409 while it is downloaded.",
  request: { params: z.object({ id: z.uuid() }), query: z.strictObject({ secret: z.string().max(100) }) },
  responses: {
    200: { description: "The bundle", content: { "application/x-tar": { schema: z.string() } } },
  },
});

async function requireExport(
  actor: Parameters<typeof findExport>[0],
  id: string,
): Promise<z.infer<typeof exportSchema>> {
  const found = await findExport(actor, id);
  if (found === null) throw new AppError("not_found", "This key asked for no such export.");
  const { status, done, total, error, link, bytes, sha256 } = found;
  return {
    id,
    status,
    progress: { done, total },
    error,
    bundle:
      link === null || bytes === null || sha256 === null
        ? null
        : {
            url: `/api/v1/audit/exports/${id}/bundle?secret=${link.secret}`,
            expiresAt: link.until,
            bytes,
            manifestSha256: sha256,
          },
  };
}

/** An answer that is made as it is read. Declarations of calls know the type of JSON alone. */
/** The audit log for programs: its events as they are sealed, and exports. */
export function addAuditCalls(api: Api): void {
  api.openapi(readEvents, async (c) => {
    const { first, end, treeSize, lines } = await streamEvents(c.req.valid("query"));
    const body = Readable.toWeb(Readable.from(lines, { objectMode: false })) as ReadableStream<Uint8Array>;
    const headers = {
      "content-type": "application/x-ndjson",
      "countersign-first-index": String(first),
      "countersign-next-after": String(end - 1),
      "countersign-tree-size": String(treeSize),
      "x-accel-buffering": "no",
    };
    return new Response(body, { headers }) as never;
  });

  api.openapi(ask, async (c) => {
    const { actor, requestId } = c.var;
    const { id } = await askForExport({ actor, requestId }, await readJsonObject(c.req.raw));
    return c.json(await requireExport(actor, id), 202);
  });

  api.openapi(look, async (c) => c.json(await requireExport(c.var.actor, c.req.valid("param").id), 200));

  api.openapi(fetchBundle, async (c) => {
    // A look at the headers must not count as the one download.
    if (c.req.raw.method === "HEAD") throw new AppError("method_not_allowed", "Fetch a bundle with GET.");
    const { actor, requestId } = c.var;
    const { secret } = c.req.valid("query");
    const opened = await openExport({ actor, requestId }, c.req.valid("param").id, secret, c.req.raw.headers);
    return bundleResponse(opened) as never;
  });
}
