import "server-only";
import type { Mode } from "@/lib/engine/mode";
import { fullSettings, type PolicySettings } from "@/lib/engine/policy-settings-schema";
import type { Route } from "@/lib/engine/route-item";
import type { Answer } from "@/lib/inference/prediction";
import type { ReplayChoices } from "@/lib/items/replay-view";
import { database } from "@/lib/platform/database";
import { firstIdOf } from "@/lib/platform/id-range";
import { automatedWindow } from "@/lib/policies/recount-automated";
import type { ItemInput } from "@/lib/use-cases/parse-input";

/** A stored item as a replay needs it. */
export interface ReplayedItem {
  id: string;
  useCaseId: string;
  externalId: string;
  entityKey: string | null;
  tags: string[];
  input: ItemInput;
  unlisted: string[];
  createdAt: Date;
  erasedAt: Date | null;
  route: Route;
  /** A review of it is under way. */
  reviewed: boolean;
}

export async function findReplayedItem(id: string): Promise<ReplayedItem | null> {
  const [item] = await database.$queryRaw<ReplayedItem[]>`
    SELECT id, use_case_id AS "useCaseId", external_id AS "externalId", entity_key AS "entityKey", tags, input, unlisted,
           created_at AS "createdAt", erased_at AS "erasedAt", route,
           EXISTS (SELECT FROM review r WHERE r.item_id = item.id AND r.status IN ('open', 'answered')) AS reviewed
    FROM item WHERE id = ${id}::uuid`;
  return item ?? null;
}

/** What model versions said about an item, by version number; those that were never asked are not there. */
export async function readAnswers(itemId: string): Promise<Map<number, Answer>> {
  const rows = await database.$queryRaw<
    {
      version: number;
      outcome: string | null;
      scores: Record<string, number> | null;
      confidence: number | null;
      value: number | null;
      spread: number | null;
      failure: (Answer & { ok: false })["failure"] | null;
    }[]
  >`
    SELECT m.version, p.outcome, p.scores, p.confidence, p.value, p.spread, p.failure
    FROM prediction p JOIN model_version m ON m.id = p.model_version_id WHERE p.item_id = ${itemId}::uuid`;
  return new Map(
    rows.map(({ version, failure, outcome, scores, confidence, value, spread }): [number, Answer] => {
      if (failure !== null) return [version, { ok: false, failure }];
      if (value !== null) return [version, { ok: true, value, ...(spread !== null && { spread }) }];
      return [version, { ok: true, outcome: outcome ?? "", scores: scores ?? {}, confidence: confidence ?? 0 }];
    }),
  );
}

/** A policy of a use case by its number; null: there is none. */
export async function findPolicyVersion(
  useCaseId: string,
  version: number,
): Promise<{ version: number; reason: string; settings: PolicySettings } | null> {
  const row = await database.policy.findUnique({
    where: { useCaseId_version: { useCaseId, version } },
    select: { version: true, reason: true, settings: true },
  });
  return row === null ? null : { ...row, settings: fullSettings(row.settings as Partial<PolicySettings>) };
}

/** How many items the engine had automated within the hour before this one, of the use case and of its entity. */
export async function countAutomatedBefore({
  id,
  useCaseId,
  entityKey,
  createdAt,
}: ReplayedItem): Promise<{ useCase: number; entity: number }> {
  const [counts] = await database.$queryRaw<{ useCase: number; entity: number }[]>`
    SELECT count(*)::int AS "useCase", (count(*) FILTER (WHERE entity_key = ${entityKey}))::int AS entity
    FROM item
    WHERE use_case_id = ${useCaseId}::uuid AND id >= ${firstIdOf(automatedWindow(createdAt))}::uuid AND id < ${id}::uuid
      AND (route ->> 'decides') <> 'human'`;
  return counts ?? { useCase: 0, entity: 0 };
}

const mostPolicies = 500;

/** What a replay of a use case's item can be made with: its latest policies, and its model versions. */
export async function listReplayChoices(useCaseId: string): Promise<ReplayChoices> {
  const [policies, models] = await Promise.all([
    database.$queryRaw<{ version: number; mode: Mode; champion: number | null; inForce: boolean }[]>`
      SELECT p.version, p.settings ->> 'mode' AS mode, (p.settings ->> 'champion')::int AS champion,
             p.id = u.policy_id AS "inForce"
      FROM use_case u JOIN policy p ON p.use_case_id = u.id
      WHERE u.id = ${useCaseId}::uuid ORDER BY p.version DESC LIMIT ${mostPolicies}`,
    database.modelVersion.findMany({
      where: { useCaseId },
      orderBy: { version: "desc" },
      select: { version: true, name: true },
    }),
  ]);
  return { policies, models };
}
