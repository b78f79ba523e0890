import { z } from "@hono/zod-openapi";
import { type Api, keyCall, reference } from "@/lib/api/api";
import { examplePolicyChange, exampleRollback, exampleSlug } from "@/lib/api/examples";
import { requireUseCase, requireUseCaseId } from "@/lib/api/find-use-case";
import { jsonAnswer } from "@/lib/api/json-answer";
import { readJsonObject } from "@/lib/api/read-json";
import { policySettingsSchema } from "@/lib/engine/policy-settings-schema";
import { rampScheduleSchema } from "@/lib/engine/ramp-schema";
import { AppError } from "@/lib/platform/errors";
import { changePolicy } from "@/lib/policies/change-policy";
import { findPendingProposal, findProposal, listPolicies } from "@/lib/policies/policy-query";
import { viewPolicy, viewProposal } from "@/lib/policies/policy-view";
import { rollBack } from "@/lib/policies/roll-back";
import { findRampUnderWay } from "@/lib/ramps/ramp-query";
import { viewRamp } from "@/lib/ramps/ramp-view";

const tags = ["Policies"];
const slug = z.object({ slug: z.string().describe("The use case").openapi({ example: exampleSlug }) });
const moment = z.iso.datetime();
const settings = z.object(policySettingsSchema.shape).openapi("PolicySettings");

const schedule = z.object(rampScheduleSchema.shape).openapi("RampSchedule");

/** A proposal as the document describes it. */
export const proposalSchema = z
  .object({
    id: z.uuid(),
    status: z.enum(["pending", "approved", "declined", "withdrawn", "outdated", "expired"]),
    basePolicyVersion: z.int(),
    settings,
    reason: z.string(),
    author: z.string(),
    createdAt: moment,
    expiresAt: moment.describe("From then on it can no longer be approved"),
    schedule: z
      .union([schedule, z.null()])
      .describe("The ramp that starts when it is approved; `settings` are then those at its last step"),
  })
  .openapi("Proposal");

const conditions = z.array(
  z.object({
    wanted: z.string().describe("What is asked for, in words"),
    finding: z
      .union([
        z.object({
          answer: z.enum(["pass", "fail", "inconclusive", "no_data", "stale", "error"]),
          seen: z.string(),
          missing: z.string(),
        }),
        z.null(),
      ])
      .describe("What the last check saw; null before the first one of a step"),
  }),
);

const rampSchema = z
  .object({
    id: z.uuid(),
    status: z.enum(["running", "paused", "finished", "stopped"]),
    reason: z.string(),
    author: z.string(),
    startedAt: moment,
    startShare: z.number().describe("The ramp share from before the first step"),
    steps: schedule.shape.steps,
    step: z.int().describe("The step in force, from 0; -1: the share from before the ramp"),
    stepStartedAt: moment,
    holdUntil: moment.describe("The step in force lasts at least until then"),
    conditions: conditions.describe("All must pass before the next step"),
    guards: conditions.describe("One that fails takes the ramp down a step"),
    missing: z.array(z.string()).describe("What it waits for"),
    note: z.string().describe("Why it is paused, or why it stepped down"),
    checkedAt: moment.nullable(),
    endedAt: moment.nullable(),
    endedBecause: z.string().nullable(),
  })
  .openapi("Ramp");

const policySchema = z
  .object({
    policyVersion: z.int(),
    settings,
    sha256: z.string(),
    reason: z.string(),
    author: z.string(),
    approvedBy: z.string().nullable(),
    inForceSince: moment,
    inForceUntil: moment.nullable(),
    proposal: z.union([proposalSchema, z.null()]).describe("A change that waits for a second person"),
    ramp: z.union([rampSchema, z.null()]).describe("The ramp under way"),
  })
  .openapi("Policy");

/** What is left out of a change stays as it is: nothing has a default there. */
const changes = Object.fromEntries(
  Object.entries(policySettingsSchema.shape).map(([name, schema]) => [name, schema.unwrap().optional()]),
);

/** What a change of policy is sent as, for the document; `changePolicy` checks it. */
export const policyChangeSchema = z
  .object({
    ...changes,
    reason: z.string().min(1).max(2000),
    basedOn: z.int().optional().describe("The version that you saw: the change is refused if another is in force"),
  })
  .openapi("PolicyChange");

/** What a rollback is sent as, for the document; `rollBack` checks it. */
export const rollbackSchema = z
  .object({
    version: z.int().optional().describe("The earlier champion; left out, the one before the champion in force"),
    reason: z.string().min(1).max(2000),
  })
  .openapi("Rollback");

const find = keyCall("policy.read", {
  method: "get",
  path: "/use-cases/{slug}/policy",
  tags,
  summary: "The policy in force",
  request: { params: slug },
  responses: { 200: jsonAnswer(policySchema, "The policy, the proposal that waits and the ramp under way, if any") },
});

const change = keyCall("policy.change", {
  method: "post",
  path: "/use-cases/{slug}/policy",
  tags,
  summary: "Change the policy, or propose to",
  description:
    "The settings to change, with a reason; the others stay. Lowering automation takes effect at once. " +
    "Raising it needs a second person where the use case asks for one: then it waits as a proposal.",
  request: {
    params: slug,
    body: {
      required: true,
      content: { "application/json": { schema: reference("PolicyChange"), example: examplePolicyChange } },
    },
  },
  responses: {
    200: jsonAnswer(z.object({ policyVersion: z.int() }), "In force"),
    202: jsonAnswer(z.object({ proposal: proposalSchema }), "A second person must approve it"),
  },
});

const goBack = keyCall("policy.change", {
  method: "post",
  path: "/use-cases/{slug}/rollback",
  tags,
  summary: "Go back to an earlier champion",
  description:
    "Makes a version champion again that was champion before, changes nothing else, and is in force when it answers: no " +
    "second person is asked. 409 where the version was never champion, or was never allowed to decide as much as the " +
    "policy in force lets the champion decide.",
  request: {
    params: slug,
    body: {
      required: true,
      content: { "application/json": { schema: reference("Rollback"), example: exampleRollback } },
    },
  },
  responses: {
    200: jsonAnswer(z.object({ policyVersion: z.int(), champion: z.int() }), "In force"),
  },
});

/** The policy of a use case: look up, change, go back to an earlier champion. */
export function addPolicyCalls(api: Api): void {
  api.openapi(find, async (c) => {
    const { id } = await requireUseCase(c.var.actor, c.req.valid("param").slug, "policy.read");
    const [policy] = await listPolicies(id, { limit: 1 });
    if (policy === undefined) throw new Error("A use case without a policy.");
    const proposal = await findPendingProposal(id);
    const ramp = await findRampUnderWay(id);
    const view = { ...viewPolicy(policy), proposal: proposal && viewProposal(proposal), ramp: ramp && viewRamp(ramp) };
    return c.json(view, 200);
  });

  api.openapi(change, async (c) => {
    const useCaseId = await requireUseCaseId(c.req.valid("param").slug);
    const { reason, basedOn, ...changes } = await readJsonObject(c.req.raw);
    const input = { useCaseId, changes, reason, ...(basedOn !== undefined && { basedOn }) };
    const result = await changePolicy(c.var, input as Parameters<typeof changePolicy>[1]);
    if ("inForce" in result) return c.json(result.inForce, 200);
    const proposal = await findProposal(result.proposal.id);
    if (proposal === null) throw new AppError("internal", "The proposal that was just made is not there.");
    return c.json({ proposal: viewProposal(proposal) }, 202);
  });

  api.openapi(goBack, async (c) => {
    const useCaseId = await requireUseCaseId(c.req.valid("param").slug);
    const body = await readJsonObject(c.req.raw);
    return c.json(await rollBack(c.var, { ...body, useCaseId } as Parameters<typeof rollBack>[1]), 200);
  });
}
