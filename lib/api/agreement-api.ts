import { z } from "@hono/zod-openapi";
import { type Api, keyCall } from "@/lib/api/api";
import { exampleSlug } from "@/lib/api/examples";
import { requireUseCase } from "@/lib/api/find-use-case";
import { jsonAnswer } from "@/lib/api/json-answer";
import { verdictKinds } from "@/lib/reports/agreement-filter-schema";
import { findAgreementReport } from "@/lib/reports/agreement-page-query";
import { viewAgreement } from "@/lib/reports/agreement-view";

const interval = z
  .union([z.object({ lower: z.number(), upper: z.number() }), z.null()])
  .describe("95%; null where the sample cannot tell");

const share = z.object({
  n: z.int(),
  share: z.number().nullable().describe("Null where n is 0"),
  interval: interval.describe("95%, Clopper and Pearson; null where n is 0, and for pairs, which depend on each other"),
});

const estimate = z
  .union([z.object({ value: z.number(), interval }), z.null()])
  .describe("Null where there is nothing to compare, or where all answers are alike");

const agreement = z
  .object({
    model: z
      .array(
        z.object({
          verdicts: z
            .enum(verdictKinds)
            .describe(
              "blind: answered before the model's answer was seen · checked: blind checks of automated items · seen: with the model's answer in view",
            ),
          agreement: share,
          cohensKappa: estimate,
          gwetsAc1: estimate,
          krippendorffsAlpha: estimate,
          confusion: z.array(z.object({ predicted: z.string(), answered: z.string(), n: z.int() })),
          distance: z
            .union([z.object({ n: z.int(), mean: z.number(), median: z.number() }), z.null()])
            .describe("Regression: absolute differences, of the latest comparisons"),
        }),
      )
      .describe("The champion of then against an item's first drawn verdict. Not to be pooled"),
    people: z
      .object({
        items: z.int(),
        verdicts: z.int(),
        pairs: share,
        fleissKappa: estimate,
        gwetsAc1: estimate,
        krippendorffsAlpha: estimate,
      })
      .describe("Items that at least two people answered independently"),
    overrides: z
      .array(
        z.object({
          confidenceFrom: z.number().nullable().describe("The band reaches a tenth further; null: no confidence"),
          overridden: share.describe("Of verdicts that saw the model's answer: those that differ from it"),
          differed: share.describe("Of blind verdicts: those that differ from it"),
        }),
      )
      .describe("By the model's confidence"),
    rootCauses: z
      .array(z.object({ day: z.iso.date(), cause: z.string(), n: z.int() }))
      .describe("Of settled disagreements, by day"),
    complete: z.boolean().describe("False while some verdicts of the last moments are not counted yet"),
  })
  .openapi("Agreement");

const find = keyCall("item.read", {
  method: "get",
  path: "/use-cases/{slug}/agreement",
  tags: ["Use cases"],
  summary: "How the model and people agree",
  description:
    "Final verdicts against the model's answers and against each other, with counts and intervals: kappa, AC1 and alpha, " +
    "the confusion matrix, override rates by confidence, root causes. Sums only: nothing of a single item or reviewer.",
  request: {
    params: z.object({ slug: z.string().describe("The use case").openapi({ example: exampleSlug }) }),
    query: z.object({
      from: z.iso.date().optional().describe("First day on which items arrived, in UTC"),
      to: z.iso.date().optional().describe("Last day, included"),
      version: z.coerce.number().int().min(1).max(1_000_000_000).optional().describe("A model version"),
    }),
  },
  responses: { 200: jsonAnswer(agreement, "The statistics") },
});

/** Agreement of the model and people. */
export function addAgreementCalls(api: Api): void {
  api.openapi(find, async (c) => {
    const useCase = await requireUseCase(c.var.actor, c.req.valid("param").slug, "item.read");
    const report = await findAgreementReport(c.var.actor, useCase, c.req.valid("query"));
    return c.json(viewAgreement(report), 200);
  });
}
