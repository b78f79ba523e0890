import "server-only";
import { database } from "@/lib/platform/database";
import { firstIdOf } from "@/lib/platform/id-range";
import type { UseCaseRecord } from "@/lib/use-cases/use-case-query";

/** What has been routed under the policy in force. */
export interface InForce {
  since: Date;
  items: number;
  /** Of these, decided by the model on arrival. */
  model: number;
  /** Of these, meant for the model, which could not answer. */
  fallback: number;
  /** Of those, answered by the policy's fallback; the others went to people. */
  answered: number;
}

const mostItems = 5_000;

/** Over the latest items under that policy, at most 5,000. */
export async function findInForce(useCase: UseCaseRecord): Promise<InForce> {
  const policy = await database.policy.findUniqueOrThrow({
    where: { id: useCase.policy.id },
    select: { createdAt: true },
  });
  const [counts] = await database.$queryRaw<Omit<InForce, "since">[]>`
    SELECT count(*)::int AS items, (count(*) FILTER (WHERE route->>'decides' = 'model'))::int AS model,
           (count(*) FILTER (WHERE route->>'fallback' = 'true'))::int AS fallback,
           (count(*) FILTER (WHERE route->>'decides' = 'fallback'))::int AS answered
    FROM (SELECT route FROM item
          WHERE use_case_id = ${useCase.id}::uuid AND id >= ${firstIdOf(policy.createdAt)}::uuid
            AND policy_id = ${useCase.policy.id}::uuid
          ORDER BY id DESC LIMIT ${mostItems}) i`;
  return { since: policy.createdAt, items: 0, model: 0, fallback: 0, answered: 0, ...counts };
}
