import type { HaltResult } from "@/components/halt/send-halt";
import { answerAction } from "@/lib/access/server-action";
import { getActor } from "@/lib/access/session";
import { AppError } from "@/lib/platform/errors";
import { halt } from "@/lib/policies/halt";
import { haltAll } from "@/lib/policies/halt-all";
import { type HaltChoice, listHaltChoices } from "@/lib/policies/halt-query";
import { haltOutlookText } from "@/lib/reports/halt-outlook";
import { findHaltOutlooks } from "@/lib/reports/halt-outlook-query";

/** What the shell's dialog and palette offer. */
export async function GET(): Promise<Response> {
  const actor = await getActor();
  if (actor === null) return new Response(null, { status: 401 });
  return Response.json((await listHaltChoices(actor)) satisfies HaltChoice[]);
}

/**
 * Halts. No server action, for the browser sends those one after the other: a halt must not wait until an earlier one,
 * which hangs, has come back.
 */
export async function POST(request: Request): Promise<Response> {
  const answer: HaltResult = await answerAction(async (actor, requestId) => {
    const { useCaseId, reason } = await readBody(request);
    const context = { actor, requestId };
    if (useCaseId === null) return outlooksOf(await haltAll(context, { reason }));
    await halt(context, { useCaseId, reason });
    return outlooksOf((await listHaltChoices(actor)).filter(({ id }) => id === useCaseId));
  });
  return Response.json(answer);
}

async function readBody(request: Request): Promise<{ useCaseId: string | null; reason: string }> {
  const body: unknown = await request.json().catch(() => null);
  if (typeof body !== "object" || body === null || !("useCaseId" in body && "reason" in body)) {
    throw new AppError("invalid_input", "This request says not what to halt. Reload the page and try again.");
  }
  return body as { useCaseId: string | null; reason: string };
}

async function outlooksOf(useCases: readonly { id: string; name: string }[]) {
  const outlooks = await findHaltOutlooks(useCases.map(({ id }) => id)).catch(() => null);
  return useCases.map(({ id, name }) => {
    const outlook = outlooks?.get(id);
    return { useCaseId: id, name, outlook: outlook === undefined ? [] : haltOutlookText(outlook) };
  });
}
