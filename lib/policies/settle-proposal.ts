import "server-only";
import { z } from "zod";
import type { AuditEvent } from "@/lib/audit/audit-event";
import { command } from "@/lib/command";
import { announce } from "@/lib/platform/announce";
import { AppError } from "@/lib/platform/errors";
import { lockPolicyExclusive } from "@/lib/policies/policy-lock";
import { findProposal, type ProposalRecord } from "@/lib/policies/policy-query";
import { putInForce } from "@/lib/policies/put-in-force";
import { resolveSettings } from "@/lib/policies/resolve-settings";
import { warmChampion } from "@/lib/policies/warm-champion";
import { findUseCase, type UseCaseRecord } from "@/lib/use-cases/use-case-query";

const inputSchema = z
  .strictObject({
    proposalId: z.uuid(),
    action: z.enum(["approve", "decline", "withdraw"]),
    note: z.string().trim().max(2000, "At most 2000 characters.").default(""),
  })
  .refine((input) => input.action !== "decline" || input.note !== "", {
    path: ["note"],
    message: "Say why, so that the author knows what to change.",
  });

type Settling = z.output<typeof inputSchema>;

const settled = {
  approve: { status: "approved", event: "policy.approved" },
  decline: { status: "declined", event: "policy.declined" },
  withdraw: { status: "withdrawn", event: "policy.withdrawn" },
} as const;

/** What became of the proposal; `policyVersion` where it is in force now. */
export interface SettledProposal {
  status: "approved" | "declined" | "withdrawn";
  policyVersion: number | null;
}

/**
 * Approves or declines another person's proposal, or withdraws one's own. `forbidden` for the wrong person; `conflict`
 * where it no longer waits, because it was settled or because another policy took force.
 */
export const settleProposal = command<Settling, null, SettledProposal>({
  name: "settle-proposal",
  permission: "policy.settle",
  input: inputSchema,
  useCaseId: async ({ proposalId }) => (await requireProposal(findProposal(proposalId))).useCaseId,
  prepare: async ({ input }) => {
    const { useCaseId, settings } = await requireProposal(findProposal(input.proposalId));
    if (input.action === "approve" && settings.champion !== null) await warmChampion(useCaseId, settings.champion);
    return null;
  },
  commit: async ({ tx, input, actor, now }) => {
    const { useCaseId } = await requireProposal(findProposal(input.proposalId, tx));
    await lockPolicyExclusive(tx, useCaseId);
    const proposal = await requireProposal(findProposal(input.proposalId, tx));
    const useCase = await findUseCase(useCaseId, tx);
    if (useCase === null) throw new AppError("not_found", "There is no such use case.");
    mustWait(proposal, useCase);
    mustBeAllowed(input.action, proposal, actor.id);
    const { status, event } = settled[input.action];
    const mark = { status, settledById: actor.id, settledAt: now, settledNote: input.note || null };
    const about: AuditEvent = {
      type: event,
      useCase: { id: useCase.id, slug: useCase.slug },
      subject: { type: "proposal", id: proposal.id },
      policy: { id: useCase.policy.id, version: useCase.policy.version, sha256: useCase.policy.sha256 },
    };
    if (input.action !== "approve") {
      await tx.policyProposal.update({ where: { id: proposal.id }, data: mark });
      await announce(tx, { kind: "policy", useCaseId });
      return { result: { status, policyVersion: null }, events: [about] };
    }
    const settings = await resolveSettings(tx, useCase, proposal.settings);
    const { authorId, authorName, reason } = proposal;
    const approval = actor.id === null ? {} : { approvedById: actor.id };
    const change = { settings, reason, authorId, authorName, ...approval, proposalId: proposal.id };
    const put = await putInForce(tx, useCase, change, now);
    await tx.policyProposal.update({ where: { id: proposal.id }, data: { ...mark, policyId: put.policy.id } });
    return { result: { status, policyVersion: put.policy.version }, events: [about, ...put.events] };
  },
});

async function requireProposal(found: Promise<ProposalRecord | null>): Promise<ProposalRecord> {
  const proposal = await found;
  if (proposal === null) throw new AppError("not_found", "There is no such proposal.");
  return proposal;
}

function mustWait(proposal: ProposalRecord, useCase: UseCaseRecord): void {
  if (proposal.status !== "pending" && proposal.status !== "outdated") {
    throw new AppError("conflict", `This proposal was ${proposal.status} by ${proposal.settledBy ?? "the system"}.`);
  }
  if (proposal.status === "outdated" || proposal.basePolicyId !== useCase.policy.id) {
    const { version } = useCase.policy;
    const message = `This proposal was made on policy ${proposal.baseVersion}, and policy ${version} is in force by now. Look at what it changed, then propose again.`;
    throw new AppError("conflict", message);
  }
}

function mustBeAllowed(action: Settling["action"], proposal: ProposalRecord, actorId: string | null): void {
  const isAuthor = proposal.authorId !== null && proposal.authorId === actorId;
  if (action === "withdraw" && !isAuthor) {
    throw new AppError("forbidden", "Only its author can withdraw a proposal. You can decline it.");
  }
  if (action === "approve" && isAuthor) {
    throw new AppError("forbidden", "You proposed this yourself. A second person has to approve it.");
  }
  if (action === "decline" && isAuthor) {
    throw new AppError("forbidden", "You proposed this yourself. Withdraw it instead.");
  }
}
