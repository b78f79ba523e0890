import { getActor } from "@/lib/access/session";
import { countOpenDisagreements } from "@/lib/disagreements/open-count-query";

/** How many disagreements are open where this person settles, for the navigation; null: they settle nowhere. */
export async function GET(): Promise<Response> {
  const actor = await getActor();
  if (actor === null) return new Response(null, { status: 401 });
  return Response.json(await countOpenDisagreements(actor), { headers: { "cache-control": "no-store" } });
}
