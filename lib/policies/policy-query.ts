import "server-only";
import { fullSettings, type PolicySettings } from "@/lib/engine/policy-settings-schema";
import type { RampSchedule } from "@/lib/engine/ramp-schema";
import { type Database, database, Prisma } from "@/lib/platform/database";
import type { ProposalStatus } from "@/lib/platform/generated/prisma/enums";
import type { ProposalEvidence } from "@/lib/policies/proposal-evidence";

const withFullSettings = <Row extends { settings: PolicySettings }>(row: Row): Row => ({
  ...row,
  settings: fullSettings(row.settings),
});

/** One version of a use case's policy. */
export interface PolicyRecord {
  id: string;
  version: number;
  settings: PolicySettings;
  /** In hex. */
  sha256: string;
  reason: string;
  authorId: string | null;
  authorName: string;
  approvedBy: string | null;
  createdAt: Date;
  /** Null: in force. */
  replacedAt: Date | null;
}

/** A change that waits, or waited, for a second person. */
export interface ProposalRecord {
  id: string;
  useCaseId: string;
  basePolicyId: string;
  baseVersion: number;
  settings: PolicySettings;
  reason: string;
  status: ProposalStatus;
  authorId: string | null;
  authorName: string;
  createdAt: Date;
  /** From then on it can no longer be approved. */
  expiresAt: Date;
  /** A ramp that starts when it is approved; null: the settings take force as they are. */
  schedule: RampSchedule | null;
  settledBy: string | null;
  settledAt: Date | null;
  settledNote: string | null;
}

/** The versions of a use case's policy, the newest first; `before` a version number, for the next page. */
export async function listPolicies(
  useCaseId: string,
  { limit = 50, before = null }: { limit?: number; before?: number | null } = {},
): Promise<PolicyRecord[]> {
  const rows = await database.$queryRaw<PolicyRecord[]>`
    SELECT p.id, p.version, p.settings, encode(p.sha256, 'hex') AS sha256, p.reason, p.author_id AS "authorId",
           p.author_name AS "authorName", a.name AS "approvedBy", p.created_at AS "createdAt", p.replaced_at AS "replacedAt"
    FROM policy p LEFT JOIN "user" a ON a.id = p.approved_by_id
    WHERE p.use_case_id = ${useCaseId}::uuid AND (${before}::int IS NULL OR p.version < ${before}::int)
    ORDER BY p.version DESC LIMIT ${limit}`;
  return rows.map(withFullSettings);
}

async function readProposals(db: Database, where: Prisma.Sql): Promise<ProposalRecord[]> {
  const rows = await db.$queryRaw<ProposalRecord[]>`
    SELECT c.id, c.use_case_id AS "useCaseId", c.base_policy_id AS "basePolicyId", b.version AS "baseVersion", c.settings,
           c.reason, c.status::text, c.author_id AS "authorId", c.author_name AS "authorName", c.created_at AS "createdAt",
           c.expires_at AS "expiresAt", c.schedule, s.name AS "settledBy", c.settled_at AS "settledAt", c.settled_note AS "settledNote"
    FROM policy_change c JOIN policy b ON b.id = c.base_policy_id LEFT JOIN "user" s ON s.id = c.settled_by_id
    WHERE ${where}
    ORDER BY c.id DESC LIMIT 20`;
  return rows.map(withFullSettings);
}

export async function findProposal(id: string, db: Database = database): Promise<ProposalRecord | null> {
  const [record] = await readProposals(db, Prisma.sql`c.id = ${id}::uuid`);
  return record ?? null;
}

/** The proposal that waits for a second person; null: none. */
export async function findPendingProposal(useCaseId: string, db: Database = database): Promise<ProposalRecord | null> {
  const [record] = await readProposals(db, Prisma.sql`c.use_case_id = ${useCaseId}::uuid AND c.status = 'pending'`);
  return record ?? null;
}

/** What was known when a proposal was made; null for those from before that was kept, and for those that lift a halt. */
export async function findProposalEvidence(id: string): Promise<ProposalEvidence | null> {
  const [row] = await database.$queryRaw<{ evidence: ProposalEvidence | null }[]>`
    SELECT evidence FROM policy_change WHERE id = ${id}::uuid AND evidence ? 'preview'`;
  return row?.evidence ?? null;
}

/** The settings of one policy. */
export async function findPolicySettings(id: string, db: Database = database): Promise<PolicySettings | null> {
  const [row] = await db.$queryRaw<{ settings: Partial<PolicySettings> }[]>`
    SELECT settings FROM policy WHERE id = ${id}::uuid`;
  return row === undefined ? null : fullSettings(row.settings);
}

/** Those that wait in these use cases, the newest 20 first. */
export async function listPendingProposals(useCaseIds: readonly string[]): Promise<ProposalRecord[]> {
  return readProposals(database, Prisma.sql`c.use_case_id = ANY(${useCaseIds}::uuid[]) AND c.status = 'pending'`);
}

/** The latest proposals that were declined, withdrawn, overtaken or left to expire, the newest first. */
export async function listUnsuccessfulProposals(useCaseId: string): Promise<ProposalRecord[]> {
  return readProposals(
    database,
    Prisma.sql`c.use_case_id = ${useCaseId}::uuid AND c.status IN ('declined', 'withdrawn', 'outdated', 'expired')`,
  );
}
