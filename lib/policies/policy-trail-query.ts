import "server-only";
import { fullSettings, type PolicySettings } from "@/lib/engine/policy-settings-schema";
import { database } from "@/lib/platform/database";

/** A policy version and how long it was in force. */
export interface TrailedPolicy {
  version: number;
  settings: PolicySettings;
  from: Date;
  /** Null: to this day. */
  until: Date | null;
}

/** Every policy that a use case had, the first one first. */
export async function listPolicyTrail(useCaseId: string): Promise<TrailedPolicy[]> {
  const rows = await database.policy.findMany({
    where: { useCaseId },
    orderBy: { version: "asc" },
    select: { version: true, settings: true, createdAt: true, replacedAt: true },
  });
  return rows.map(({ version, settings, createdAt, replacedAt }) => ({
    version,
    settings: fullSettings(settings as Partial<PolicySettings>),
    from: createdAt,
    until: replacedAt,
  }));
}
