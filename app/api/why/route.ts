import { answerAction } from "@/lib/access/server-action";
import type { WhyPlace } from "@/lib/explanations/explanation-schema";
import { findWhy } from "@/lib/explanations/why-query";

/**
 * Why a model answered as it did. No server action, for the browser sends those one after the other: a verdict must not
 * wait for it.
 */
export async function POST(request: Request): Promise<Response> {
  const answer = await answerAction(async (actor) =>
    findWhy(actor, (await request.json().catch(() => null)) as WhyPlace),
  );
  return Response.json(answer, { headers: { "cache-control": "no-store" } });
}
