import { z } from "zod";
import { getActor } from "@/lib/access/session";
import { findEnvelope } from "@/lib/audit/audit-event-query";

/** An event's envelope as a file, to the byte. */
export async function GET(_request: Request, { params }: { params: Promise<{ id: string }> }): Promise<Response> {
  const actor = await getActor();
  if (actor === null) return new Response("You are signed out. Sign in again to go on.", { status: 401 });
  const { id } = await params;
  const envelope = z.uuid().safeParse(id).success ? await findEnvelope(actor, id) : null;
  if (envelope === null) return new Response("There is no such event, or you may not see it.", { status: 404 });
  return new Response(new Uint8Array(envelope), {
    headers: {
      "content-type": "application/json",
      "content-disposition": `attachment; filename="event-${id}.json"`,
      "cache-control": "no-store",
      "x-content-type-options": "nosniff",
    },
  });
}
