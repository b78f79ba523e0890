import "server-only";
import { clock } from "@/lib/platform/clock";
import { type Database, database } from "@/lib/platform/database";

/** The halt that a proposal wants to lift, as it was when it was proposed. */
export interface LiftedHalt {
  /** ISO moment. */
  at: string;
  by: string;
  reason: string;
}

/** What marks a proposal as one that lifts a halt and changes no setting: kept as its evidence. */
export const liftEvidence = (halt: LiftedHalt) => ({ liftsHalt: { ...halt } });

/** The halt that this proposal wants to lift; null: it is a change of settings. */
export async function findLiftedHalt(proposalId: string, db: Database): Promise<LiftedHalt | null> {
  const [row] = await db.$queryRaw<{ halt: LiftedHalt | null }[]>`
    SELECT evidence->'liftsHalt' AS halt FROM policy_change WHERE id = ${proposalId}::uuid`;
  return row?.halt ?? null;
}

/** A lifting that waits for a second person. */
export interface LiftProposal {
  id: string;
  useCaseId: string;
  authorId: string | null;
  authorName: string;
  reason: string;
  createdAt: Date;
}

/** Those that wait in these use cases; at most one in each. */
export async function listLiftProposals(useCaseIds: readonly string[]): Promise<LiftProposal[]> {
  return database.$queryRaw<LiftProposal[]>`
    SELECT id, use_case_id AS "useCaseId", author_id AS "authorId", author_name AS "authorName", reason,
           created_at AS "createdAt"
    FROM policy_change
    WHERE use_case_id = ANY(${[...useCaseIds]}::uuid[]) AND status = 'pending' AND evidence->'liftsHalt' IS NOT NULL
      AND expires_at > ${clock.now()}`;
}
