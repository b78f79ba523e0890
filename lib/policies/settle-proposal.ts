import "server-only";
import { z } from "zod";
import type { Actor } from "@/lib/access/actor";
import type { AuditEvent } from "@/lib/audit/audit-event";
import { command } from "@/lib/command";
import type { PolicySettings } from "@/lib/engine/policy-settings-schema";
import { type RaisedAspect, raisedAspects } from "@/lib/engine/raised-aspects";
import { settingChanges } from "@/lib/engine/settings-changes";
import type { Transaction } from "@/lib/platform/database";
import { AppError } from "@/lib/platform/errors";
import { endHalt } from "@/lib/policies/end-halt";
import { findLiftedHalt } from "@/lib/policies/lift-proposal-query";
import { lockPolicyExclusive } from "@/lib/policies/policy-lock";
import { findPolicySettings, findProposal, type ProposalRecord } from "@/lib/policies/policy-query";
import { putInForce } from "@/lib/policies/put-in-force";
import { beginRamp } from "@/lib/policies/ramp/begin-ramp";
import { resolveSettings } from "@/lib/policies/resolve-settings";
import { warmChampion } from "@/lib/policies/warm-champion";
import { announcePolicy } from "@/lib/use-cases/announce-policy";
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
 * where it no longer waits, because it was settled, has expired, or another policy took force (then `problems` name what
 * changed since). An approved schedule starts its ramp, and an approved lifting of a halt lifts it.
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
    await mustWait(tx, proposal, useCase, now);
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
      await announcePolicy(tx, useCaseId);
      return { result: { status, policyVersion: null }, events: [about] };
    }
    if ((await findLiftedHalt(proposal.id, tx)) !== null) {
      // From nothing automated to what the mode automates.
      mustSuffice(actor, useCase.policy.settings, ["mode"]);
      await tx.policyProposal.update({ where: { id: proposal.id }, data: mark });
      const lifted = await endHalt(tx, useCase, proposal.id, now);
      return { result: { status, policyVersion: null }, events: [about, ...lifted] };
    }
    const settings = await resolveSettings(tx, useCase, proposal.settings);
    mustSuffice(actor, useCase.policy.settings, raisedAspects(useCase.policy.settings, settings));
    const { authorId, authorName, reason, schedule } = proposal;
    const approval = actor.id === null ? {} : { approvedById: actor.id };
    const change = { reason, authorId, authorName, ...approval, proposalId: proposal.id };
    if (schedule !== null) {
      const { stepped, events } = await beginRamp(tx, useCase, { ...change, schedule }, now);
      await tx.policyProposal.update({ where: { id: proposal.id }, data: mark });
      return { result: { status, policyVersion: stepped.policyVersion }, events: [about, ...events] };
    }
    const put = await putInForce(tx, useCase, { ...change, settings }, now);
    await tx.policyProposal.update({ where: { id: proposal.id }, data: { ...mark, policyId: put.policy.id } });
    return { result: { status, policyVersion: put.policy.version }, events: [about, ...put.events] };
  },
});

async function requireProposal(found: Promise<ProposalRecord | null>): Promise<ProposalRecord> {
  const proposal = await found;
  if (proposal === null) throw new AppError("not_found", "There is no such proposal.");
  return proposal;
}

async function mustWait(tx: Transaction, proposal: ProposalRecord, useCase: UseCaseRecord, now: Date): Promise<void> {
  if (proposal.status === "expired" || (proposal.status === "pending" && proposal.expiresAt <= now)) {
    const message = `This proposal expired on ${dayText(proposal.expiresAt)}, because nobody settled it in time. Propose it again if it is still wanted.`;
    throw new AppError("conflict", message);
  }
  if (proposal.status !== "pending" && proposal.status !== "outdated") {
    throw new AppError("conflict", `This proposal was ${proposal.status} by ${proposal.settledBy ?? "the system"}.`);
  }
  if (proposal.status === "outdated" || proposal.basePolicyId !== useCase.policy.id) {
    const { version, settings } = useCase.policy;
    const base = await findPolicySettings(proposal.basePolicyId, tx);
    const since = base === null ? [] : settingChanges(base, settings);
    const message = `This proposal was made on policy ${proposal.baseVersion}, and policy ${version} is in force by now. Look at what it changed, then propose again.`;
    throw new AppError("conflict", message, {
      problems: since.map(({ key, label, before, after }) => ({
        path: key,
        message: `${label}: ${before} when it was proposed, ${after} now.`,
      })),
    });
  }
}

function dayText(moment: Date): string {
  return moment.toLocaleDateString("en-GB", { day: "numeric", month: "long", year: "numeric", timeZone: "UTC" });
}

const aspectNames: Record<RaisedAspect, string> = {
  mode: "the mode",
  share: "the ramp share",
  threshold: "a threshold",
  guardrail: "a guardrail",
  champion: "the champion",
};

/** Whether somebody has an admin's say: an admin in person, or the installation itself. */
function actsAsAdmin(actor: Actor): boolean {
  return actor.kind === "system" || (actor.kind === "user" && actor.isAdmin);
}

/** Throws `forbidden` where what a proposal raises is an admin's to approve, by the policy in force. */
function mustSuffice(actor: Actor, inForce: PolicySettings, raised: readonly RaisedAspect[]): void {
  const asked = raised.filter((aspect) => inForce.approvals[aspect] === "admin");
  if (asked.length === 0 || actsAsAdmin(actor)) return;
  const what = asked.map((aspect) => aspectNames[aspect]).join(" and ");
  throw new AppError(
    "forbidden",
    `This proposal raises automation by ${what}, which only an admin may approve in this use case. Ask an admin, or decline it.`,
  );
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
