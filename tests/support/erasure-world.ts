import type { UserActor } from "@/lib/access/actor";
import { requestErasure } from "@/lib/erasure/request-erasure";
import { settleErasure } from "@/lib/erasure/settle-erasure";
import { workErasures } from "@/lib/erasure/work-erasures";
import { submitItems } from "@/lib/items/submit-items";
import { database } from "@/lib/platform/database";
import { makeReviewer } from "@/tests/support/item-fixture";
import { suppliedUseCase, system } from "@/tests/support/supplied-use-case";

type Asked = Parameters<typeof requestErasure>[1];
type Why = Pick<Asked, "legalBasis" | "reference">;

/** A ground that outranks the time for which everything is kept. */
export const atOnce: Why = { legalBasis: "legal_obligation", reference: "Case 7" };
/** One that does not. */
export const inTime: Why = { legalBasis: "consent_withdrawn", reference: "Case 8" };

/** A use case with two managers, whose items people decide. */
export async function makeErasureWorld(...args: Parameters<typeof suppliedUseCase>) {
  const { useCaseId, slug } = await suppliedUseCase(args[0] ?? { mode: "human_only" }, args[1]);
  const [asker, second] = [await makeReviewer(useCaseId, "manager"), await makeReviewer(useCaseId, "manager")];
  const send = async (...bodies: object[]): Promise<string[]> => {
    const results = await submitItems(system, { useCaseId, items: bodies });
    return results.map((result) => {
      if (!result.ok) throw result.error;
      return result.item.id;
    });
  };
  return { useCaseId, slug, asker, second, send };
}

/** Asks, approves, and lets a worker do it to the end. Answers with the request's id. */
export async function erase(asker: UserActor, second: UserActor, what: Asked): Promise<string> {
  const { id } = await requestErasure({ actor: asker }, what);
  await settleErasure({ actor: second }, { erasureId: id, approve: true, note: "" });
  while (await workErasures(system));
  return id;
}

export const statusOf = async (id: string) => (await database.erasure.findUniqueOrThrow({ where: { id } })).status;
