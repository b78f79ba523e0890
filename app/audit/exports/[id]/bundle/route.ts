import { z } from "zod";
import { getActor } from "@/lib/access/session";
import { bundleResponse, openExport } from "@/lib/audit/export/open-export";
import { newId } from "@/lib/platform/clock";
import { AppError } from "@/lib/platform/errors";
import { logger } from "@/lib/platform/logger";

const plain = { "content-type": "text/plain; charset=utf-8", "cache-control": "no-store" };

/** Sends a bundle, once, to whoever asked for it and is signed in. */
export async function GET(request: Request, { params }: { params: Promise<{ id: string }> }): Promise<Response> {
  const { id } = await params;
  const secret = new URL(request.url).searchParams.get("secret") ?? "";
  const requestId = newId();
  try {
    const actor = await getActor();
    if (actor === null)
      throw new AppError("not_signed_in", "You are signed out. Sign in, then open your exports again.");
    if (!z.uuid().safeParse(id).success) throw new AppError("not_found", "There is no such export.");
    return bundleResponse(await openExport({ actor, requestId }, id, secret, request.headers));
  } catch (error) {
    if (error instanceof AppError) return new Response(`${error.message}\n`, { status: error.status, headers: plain });
    logger.error({ requestId, err: error }, "a bundle could not be sent");
    const message = `Something went wrong on our side; the link is still good. Give an admin this number: ${requestId}\n`;
    return new Response(message, { status: 500, headers: plain });
  }
}

/** Without this, Next would answer with what GET opens, and a look would hold up the one download. */
export function HEAD(): Response {
  return new Response(null, { status: 405, headers: { allow: "GET" } });
}
