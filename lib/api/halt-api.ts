import { z } from "@hono/zod-openapi";
import { type Api, keyCall, reference } from "@/lib/api/api";
import { exampleHalt, exampleSlug } from "@/lib/api/examples";
import { requireUseCaseId } from "@/lib/api/find-use-case";
import { jsonAnswer } from "@/lib/api/json-answer";
import { proposalSchema } from "@/lib/api/policies-api";
import { readJsonObject } from "@/lib/api/read-json";
import { AppError } from "@/lib/platform/errors";
import { halt } from "@/lib/policies/halt";
import { haltAll } from "@/lib/policies/halt-all";
import { listHalts } from "@/lib/policies/halt-query";
import { liftHalt } from "@/lib/policies/lift-halt";
import { findProposal } from "@/lib/policies/policy-query";
import { viewProposal } from "@/lib/policies/policy-view";
import { haltOutlookText } from "@/lib/reports/halt-outlook";
import { findHaltOutlooks } from "@/lib/reports/halt-outlook-query";

const tags = ["Halt"];
const slug = z.object({ slug: z.string().describe("The use case").openapi({ example: exampleSlug }) });
const reasonText = z.string().max(2000);

const outlookSchema = z
  .object({
    summary: z.array(z.string()).describe("The same in sentences; what is not known is said"),
    arrived: z.int().describe("The latest items before the halt that the rates are of"),
    automated: z.int().describe("Of those, the ones that the model decided"),
    spanSeconds: z.number().describe("The time in which they arrived"),
    automatedPerHour: z.number().nullable().describe("Items that go to people now; null: not known"),
    reviewsPerHour: z.number().nullable(),
    waiting: z.int().describe("Reviews that wait; at most 10,000, which then means or more"),
    reviewers: z.int().describe("Who gave a verdict or held a claim in the last 30 minutes"),
    medianSeconds: z.number().nullable().describe("A verdict takes; null: none was timed"),
    verdicts: z.int().describe("How many verdicts that median is of"),
    verdictsPerHour: z.number().nullable(),
    reviewsPerItem: z.int(),
    hoursToClear: z.number().nullable().describe("Until nothing waits; null: not known, or never at this pace"),
  })
  .openapi("HaltOutlook");

const haltSchema = z
  .object({
    useCase: z.string().describe("Its slug"),
    halted: z.literal(true),
    haltedAt: z.iso.datetime(),
    haltedBy: z.string(),
    reason: z.string(),
    outlook: z.union([outlookSchema, z.null()]).describe("What it means for people; null: it could not be worked out"),
  })
  .openapi("Halt");

/** What a halt is sent as, for the document; `halt` and `haltAll` check it. */
export const haltBodySchema = z
  .object({ reason: reasonText.optional().describe("For those who read it later") })
  .openapi("HaltBody");

/** What the lifting of a halt is sent as, for the document; `liftHalt` checks it. */
export const liftBodySchema = z.object({ reason: reasonText.min(1) }).openapi("LiftBody");

const body = (name: string) => ({
  required: true,
  content: { "application/json": { schema: reference(name), example: exampleHalt } },
});

const haltOne = keyCall("halt.set", {
  method: "post",
  path: "/use-cases/{slug}/halt",
  tags,
  summary: "Halt a use case",
  description:
    "When this answers with 200, no process automates an item of the use case any more. Halting what is halted changes " +
    "nothing: who did it and when stay. 503 where it is not halted.",
  request: { params: slug, body: body("HaltBody") },
  responses: { 200: jsonAnswer(haltSchema, "Halted") },
});

const lift = keyCall("halt.lift", {
  method: "delete",
  path: "/use-cases/{slug}/halt",
  tags,
  summary: "Lift a halt, or propose to",
  description:
    "The policy in force counts again. Where that could automate an item and the use case asks for a second person, it " +
    "waits as a proposal.",
  request: { params: slug, body: body("LiftBody") },
  responses: {
    200: jsonAnswer(z.object({ useCase: z.string(), halted: z.literal(false) }), "Not halted"),
    202: jsonAnswer(z.object({ proposal: proposalSchema }), "A second person must approve it"),
  },
});

const everything = keyCall("halt.set", {
  method: "post",
  path: "/halt",
  tags,
  summary: "Halt every use case",
  description:
    "200 once all of them are halted. Each is halted as soon as it can be; 503 where some are not, with a problem for " +
    "each of those.",
  request: { body: body("HaltBody") },
  responses: { 200: jsonAnswer(z.object({ halts: z.array(haltSchema) }), "All are halted") },
});

/** Halts that stand, with what they mean. They stand whether or not the outlook can be read. */
async function viewHalts(useCases: readonly { id: string; slug: string }[]): Promise<z.infer<typeof haltSchema>[]> {
  const ids = useCases.map(({ id }) => id);
  const [halts, outlooks] = await Promise.all([listHalts(ids), findHaltOutlooks(ids).catch(() => null)]);
  return halts.map(({ useCaseId, at, by, reason }) => {
    const outlook = outlooks?.get(useCaseId);
    return {
      useCase: useCases.find(({ id }) => id === useCaseId)?.slug ?? "",
      halted: true as const,
      haltedAt: at.toISOString(),
      haltedBy: by,
      reason,
      outlook: outlook === undefined ? null : { ...outlook, summary: haltOutlookText(outlook) },
    };
  });
}

/** The brake: halt a use case or all of them, and lift a halt. */
export function addHaltCalls(api: Api): void {
  api.openapi(haltOne, async (c) => {
    const { slug } = c.req.valid("param");
    const useCaseId = await requireUseCaseId(slug);
    const { reason = "", ...rest } = await readJsonObject(c.req.raw);
    await halt(c.var, { ...rest, useCaseId, reason } as Parameters<typeof halt>[1]);
    const [view] = await viewHalts([{ id: useCaseId, slug }]);
    if (view === undefined) throw new AppError("conflict", "It was halted, and somebody lifted the halt at once.");
    return c.json(view, 200);
  });

  api.openapi(lift, async (c) => {
    const { slug } = c.req.valid("param");
    const useCaseId = await requireUseCaseId(slug);
    const result = await liftHalt(c.var, {
      ...(await readJsonObject(c.req.raw)),
      useCaseId,
    } as Parameters<typeof liftHalt>[1]);
    if ("lifted" in result) return c.json({ useCase: slug, halted: false as const }, 200);
    const proposal = await findProposal(result.proposal.id);
    if (proposal === null) throw new AppError("internal", "The proposal that was just made is not there.");
    return c.json({ proposal: viewProposal(proposal) }, 202);
  });

  api.openapi(everything, async (c) => {
    const { reason = "" } = await readJsonObject(c.req.raw);
    const halted = await haltAll(c.var, { reason: reason as string });
    return c.json({ halts: await viewHalts(halted) }, 200);
  });
}
