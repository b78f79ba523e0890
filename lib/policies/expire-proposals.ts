import "server-only";
import { z } from "zod";
import { command } from "@/lib/command";
import { expireProposal } from "@/lib/policies/expire-proposal";
import { announcePolicy } from "@/lib/use-cases/announce-policy";

interface Due {
  id: string;
  useCaseId: string;
  slug: string;
}

/**
 * Marks the proposals that nobody settled in time. They could not be approved any more before either; this is what the
 * history tells. Any number of workers may do it at once. Answers with how many.
 */
export const expireProposals = command({
  name: "expire-proposals",
  permission: "policy.expire",
  input: z.object({ limit: z.number().int().min(1).max(1000) }),
  useCaseId: () => null,
  prepare: async () => null,
  commit: async ({ tx, input, now }) => {
    const due = await tx.$queryRaw<Due[]>`
      SELECT c.id, c.use_case_id AS "useCaseId", u.slug
      FROM policy_change c JOIN use_case u ON u.id = c.use_case_id
      WHERE c.status = 'pending' AND c.expires_at <= ${now.toISOString()}::timestamptz
      ORDER BY c.id LIMIT ${input.limit} FOR UPDATE OF c SKIP LOCKED`;
    const events = [];
    for (const { id, useCaseId, slug } of due) {
      events.push(await expireProposal(tx, { id: useCaseId, slug }, id, now));
      await announcePolicy(tx, useCaseId);
    }
    const [first, ...rest] = events;
    return first === undefined ? { result: 0, unchanged: true } : { result: due.length, events: [first, ...rest] };
  },
});
