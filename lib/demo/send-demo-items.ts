import "server-only";
import { type Actor, systemActor } from "@/lib/access/actor";
import { authorize } from "@/lib/access/authorize";
import { demoStreams, hasDemoStream } from "@/lib/demo/demo-streams";
import { findSubmitted } from "@/lib/items/item-query";
import { submitItems } from "@/lib/items/submit-items";
import { database } from "@/lib/platform/database";
import { AppError } from "@/lib/platform/errors";
import { findUseCaseBySlug } from "@/lib/use-cases/use-case-query";

/** The most demo items that go out at once. */
const mostDemoItems = 500;

/**
 * Sends the next items of a demo use case's stream, as its callers would. Answers with how many were sent; fewer than
 * asked for where the stream ends.
 */
export async function sendDemoItems(actor: Actor, slug: string, count: number): Promise<number> {
  const useCase = await findUseCaseBySlug(slug);
  const stream = hasDemoStream(slug) ? demoStreams[slug] : undefined;
  if (useCase === null || stream === undefined)
    throw new AppError("not_found", "There is no demo use case of this name.");
  authorize(actor, "demo.send", useCase.id);
  if (!Number.isInteger(count) || count < 1 || count > mostDemoItems) {
    throw new AppError("invalid_input", `Between 1 and ${mostDemoItems} items can be sent at once.`, {
      problems: [{ path: "count", message: `Between 1 and ${mostDemoItems}.` }],
    });
  }
  const items = await stream();
  const sent = await findSubmitted(
    database,
    useCase.id,
    items.map((item) => item.externalId),
  );
  const next = items.filter((item) => !sent.has(item.externalId)).slice(0, count);
  if (next.length === 0) return 0;
  const bodies = next.map(({ externalId, input }) => ({ externalId, input, tags: ["demo"] }));
  const results = await submitItems(
    { actor: systemActor(`demo, for ${actor.name}`) },
    { useCaseId: useCase.id, items: bodies, simulated: true },
  );
  const refused = results.find((result) => !result.ok);
  if (refused !== undefined) throw refused.error;
  return next.length;
}
