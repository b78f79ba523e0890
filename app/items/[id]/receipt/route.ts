import { z } from "zod";
import { getActor } from "@/lib/access/session";
import { findReceiptFor } from "@/lib/items/receipt-query";
import { AppError } from "@/lib/platform/errors";

/** An item's receipt as a file. Waits until all that has happened to the item is sealed. */
export async function GET(request: Request, { params }: { params: Promise<{ id: string }> }): Promise<Response> {
  const actor = await getActor();
  if (actor === null) return new Response("You are signed out. Sign in again to go on.", { status: 401 });
  const id = z.uuid().safeParse((await params).id);
  try {
    const receipt = id.success ? await findReceiptFor(actor, id.data, request.signal) : null;
    if (receipt === null) return new Response("There is no such item, or you may not see it yet.", { status: 404 });
    return new Response(JSON.stringify(receipt), {
      headers: {
        "content-type": "application/json",
        "content-disposition": `attachment; filename="receipt-${receipt.item.id}.json"`,
        "cache-control": "no-store",
        "x-content-type-options": "nosniff",
      },
    });
  } catch (error) {
    if (error instanceof AppError) return new Response(error.message, { status: error.status });
    throw error;
  }
}
