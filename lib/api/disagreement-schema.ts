import { z } from "@hono/zod-openapi";
import { disagreementKinds, disagreementStatuses } from "@/lib/disagreements/disagreement-filter-schema";
import { rootCauses } from "@/lib/disagreements/settlement-schema";

const moment = z.iso.datetime();
const answer = {
  outcome: z.string().nullable(),
  value: z.number().nullable(),
  unusable: z.boolean().describe("Nobody can decide on the input"),
};

export const disagreementKindSchema = z.enum(disagreementKinds);
export const disagreementStatusSchema = z.enum(disagreementStatuses);

const disagreementSchema = z
  .object({
    id: z.uuid(),
    kind: disagreementKindSchema,
    status: disagreementStatusSchema,
    item: z.object({ id: z.uuid(), externalId: z.string() }),
    openedAt: moment,
    settledAt: moment.nullable(),
    modelVersion: z.int().nullable().describe("Whose answer it is about; of two, the challenger's"),
    policyVersion: z.int().nullable().describe("The policy that the item was routed under"),
    slices: z.array(z.string()).describe("field=value"),
    confidence: z.number().nullable(),
    cost: z.number().nullable().describe("Of the answers that differ, the dearest one to be wrong about"),
    answers: z
      .array(z.object({ by: z.enum(["model", "challenger", "person"]), ...answer }))
      .nullable()
      .describe("Null while people must not see them; keys with the scope audit:read always do"),
    settlement: z.object({ ...answer, rootCause: z.enum(rootCauses).nullable() }).nullable(),
  })
  .openapi("Disagreement");

export const disagreementPageSchema = z
  .object({
    disagreements: z.array(disagreementSchema),
    nextCursor: z.string().nullable().describe("Send it as cursor for the next page; null on the last one"),
  })
  .openapi("DisagreementPage");
