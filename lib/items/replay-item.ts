import "server-only";
import { z } from "zod";
import type { Actor } from "@/lib/access/actor";
import { authorize, may } from "@/lib/access/authorize";
import { drawBuckets } from "@/lib/engine/draw-buckets";
import { effectiveModeOf } from "@/lib/engine/effective-mode";
import type { GuardrailContext } from "@/lib/engine/guardrail-context";
import type { GuardrailKind } from "@/lib/engine/guardrail-schema";
import { automates, modelRuns } from "@/lib/engine/mode";
import { type PolicySettings, withChampion } from "@/lib/engine/policy-settings-schema";
import { isUsable } from "@/lib/engine/routable-prediction";
import type { Answer } from "@/lib/inference/prediction";
import { askModel } from "@/lib/items/ask-model";
import {
  countAutomatedBefore,
  findPolicyVersion,
  findReplayedItem,
  type ReplayedItem,
  readAnswers,
} from "@/lib/items/replay-query";
import type { Replay, ReplayAnswer } from "@/lib/items/replay-view";
import { toRoutable } from "@/lib/items/to-routable";
import { findModelVersion, findReference, type ModelVersionRecord } from "@/lib/models/model-query";
import { AppError } from "@/lib/platform/errors";
import { routeStoredItem } from "@/lib/policies/route-stored-item";
import { findUseCase, type UseCaseRecord } from "@/lib/use-cases/use-case-query";

const inputSchema = z.strictObject({
  itemId: z.uuid(),
  policyVersion: z.number().int().positive(),
  /** In place of the policy's champion; null: its champion. */
  modelVersion: z.number().int().positive().nullable(),
});

/**
 * What a policy and a model version would have made of an item, as on its arrival: its input, its moment, the policy's
 * buckets, a halt if there was one, and the model's stored answer. A version that never answered the item is asked now.
 * Nothing is stored. Throws `gone` where the input was erased. For people with `item.read` and `policy.read`; throws `forbidden` for others, and for those who could
 * be given a review of the item that is under way: before the verdict they must not learn what a model says.
 */
export async function replayItem(actor: Actor, input: z.input<typeof inputSchema>): Promise<Replay> {
  const { itemId, policyVersion, modelVersion } = inputSchema.parse(input);
  const item = await findReplayedItem(itemId);
  const useCase = item === null ? null : await findUseCase(item.useCaseId);
  if (item === null || useCase === null) throw new AppError("not_found", "There is no such item.");
  authorize(actor, "item.read", useCase.id);
  authorize(actor, "policy.read", useCase.id);
  if (item.reviewed && may(actor, "review.work", useCase.id)) {
    throw new AppError("forbidden", "A review of this item is under way that you could be asked for.");
  }
  if (item.erasedAt !== null) {
    throw new AppError("gone", "What this item held was erased, so nothing can be made of it again.");
  }
  const policy = await findPolicyVersion(useCase.id, policyVersion);
  if (policy === null) throw new AppError("not_found", `There is no policy ${policyVersion}.`);
  if (modelVersion !== null && (await findModelVersion(useCase.id, modelVersion)) === null) {
    throw new AppError("not_found", `There is no model version ${modelVersion}.`);
  }
  const settings = modelVersion === null ? policy.settings : withChampion(policy.settings, modelVersion);
  const replayed = await replay(useCase, item, settings);
  return { policy: { version: policy.version, reason: policy.reason }, ...replayed };
}

async function replay(
  useCase: UseCaseRecord,
  item: ReplayedItem,
  settings: PolicySettings,
): Promise<Omit<Replay, "policy">> {
  const { definition, id } = useCase;
  const halted = item.route.reasons.includes("halted");
  const buckets = drawBuckets({ id, unit: definition.unit }, settings, item);
  const mode = effectiveModeOf(settings, halted, buckets.ramp);
  const stored = await readAnswers(item.id);
  const model = settings.champion === null ? null : await findModelVersion(id, settings.champion);
  const runs = model === null ? "never" : modelRuns(mode);
  const champion = runs === "never" ? null : await answerOf(model, item, stored);

  const { fallback } = settings;
  const usable = isUsable(toRoutable(champion?.answer ?? null)) && item.unlisted.length === 0;
  const standsIn = automates(mode) && !usable && fallback.to === "model" ? fallback.version : null;
  const standInModel = standsIn === null ? null : await findModelVersion(id, standsIn);
  const standIn = await answerOf(standInModel, item, stored);

  const silent = runs === "before" && champion === null ? model : standIn === null ? standInModel : null;
  const predictions = new Map(
    [champion, standIn].flatMap((said) => {
      const routable = said === null ? null : toRoutable(said.answer);
      return said === null || routable === null ? [] : [[said.version, routable] as const];
    }),
  );
  const route =
    silent === null
      ? routeStoredItem(
          { ...item, predictions },
          { useCase, settings, halted, ...(await contextOf(useCase, item, settings)) },
        )
      : null;
  return { champion, standIn, route, unknown: silent === null ? null : silentText(silent) };
}

/** What a version said about the item, asked now where it never was; null where only a caller can send its answer. */
async function answerOf(
  model: ModelVersionRecord | null,
  item: ReplayedItem,
  stored: ReadonlyMap<number, Answer>,
): Promise<ReplayAnswer | null> {
  if (model === null) return null;
  const { version, name } = model;
  const known = stored.get(version);
  if (known !== undefined) return { version, name, answer: known, askedNow: false };
  if (model.backend === "supplied") return null;
  const [answer] = await askModel(model.id, [item.input]);
  return answer === undefined ? null : { version, name, answer, askedNow: true };
}

function silentText({ version, name }: ModelVersionRecord): string {
  return `Nobody can tell: callers send the answers of version ${version} (${name}) with their items, and none came with this one.`;
}

/** What guardrails look at besides the item; read only where one of them does. */
async function contextOf(
  { champion, id }: UseCaseRecord,
  item: ReplayedItem,
  { guardrails, champion: version }: PolicySettings,
): Promise<{ reference: GuardrailContext["reference"]; automated: GuardrailContext["automated"] }> {
  const has = (kind: GuardrailKind) => guardrails.some((guardrail) => guardrail.kind === kind);
  const automated = has("rate") ? await countAutomatedBefore(item) : { useCase: 0, entity: 0 };
  if (version === null || !has("outside_reference")) return { reference: null, automated };
  const model = champion?.version === version ? champion : await findModelVersion(id, version);
  const reference = model === null ? null : await findReference(model.id);
  return { reference: reference?.statistics ?? null, automated };
}
