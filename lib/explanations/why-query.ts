import "server-only";
import type { UserActor } from "@/lib/access/actor";
import { may } from "@/lib/access/authorize";
import { checkInput } from "@/lib/command";
import {
  explanationFailureSchema,
  explanationResultSchema,
  type WhyPlace,
  whyPlaceSchema,
} from "@/lib/explanations/explanation-schema";
import { requestExplanation } from "@/lib/explanations/request-explanation";
import { findSimilarItems } from "@/lib/explanations/similar-items-query";
import { findWhyItem } from "@/lib/explanations/why-place-query";
import { type WhyView, whyView } from "@/lib/explanations/why-view";
import { database } from "@/lib/platform/database";
import { AppError } from "@/lib/platform/errors";
import type { ItemInput } from "@/lib/use-cases/parse-input";
import { findUseCase } from "@/lib/use-cases/use-case-query";

interface WhyRow {
  useCaseId: string;
  input: ItemInput;
  erasedAt: Date | null;
  predictionId: string | null;
  modelVersionId: string | null;
  supplied: boolean;
  outcome: string | null;
  value: number | null;
  result: unknown;
  failure: unknown;
}

/**
 * Why the model answered as it did, and the similar items that people settled. Where nobody has asked before, the
 * explanation is worked out in the background: ask again in a moment. Throws `forbidden` where this person may not see
 * the model's answer, `gone` where the input was erased.
 */
export async function findWhy(actor: UserActor, place: WhyPlace): Promise<WhyView> {
  const itemId = await findWhyItem(actor, checkInput(whyPlaceSchema, place));
  const row = await readRow(itemId);
  if (row.erasedAt !== null) {
    throw new AppError("gone", "What this item held was erased, so there is nothing to explain the answer by.");
  }
  const useCase = await findUseCase(row.useCaseId);
  if (useCase === null) throw new AppError("not_found", "There is no such use case.");
  const { predictionId, modelVersionId, supplied, outcome, value } = row;
  const wanted = predictionId !== null && modelVersionId !== null && !supplied && row.result === null;
  const started = wanted && (await requestExplanation({ id: predictionId, modelVersionId }));
  const prediction =
    predictionId === null
      ? null
      : {
          supplied,
          outcome,
          value,
          result: explanationResultSchema.nullable().parse(row.result),
          failure: started ? null : explanationFailureSchema.nullable().parse(row.failure),
        };
  const similar = await findSimilarItems(useCase, { id: itemId, input: row.input });
  return whyView(useCase.definition, { prediction, similar, mayOpen: may(actor, "item.read", useCase.id) });
}

async function readRow(itemId: string): Promise<WhyRow> {
  const [row] = await database.$queryRaw<WhyRow[]>`
    SELECT i.use_case_id AS "useCaseId", i.input, i.erased_at AS "erasedAt", p.id AS "predictionId", p.model_version_id AS "modelVersionId",
           coalesce(p.supplied, FALSE) AS supplied, p.outcome, p.value, e.result, e.failure
    FROM item i
    LEFT JOIN prediction p ON p.item_id = i.id AND p.model_version_id = i.model_version_id AND p.failure IS NULL
    LEFT JOIN explanation e ON e.prediction_id = p.id
    WHERE i.id = ${itemId}::uuid`;
  if (row === undefined) throw new AppError("not_found", "There is no such item.");
  return row;
}
