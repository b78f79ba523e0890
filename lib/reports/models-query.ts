import "server-only";
import { listModelVersions, type ModelVersionRecord } from "@/lib/models/model-query";
import { listPolicyTrail, type TrailedPolicy } from "@/lib/policies/policy-trail-query";
import { canRollBack, type ServiceStretch, serviceStretches } from "@/lib/policies/service-stretches";
import { type AgreementView, findVersionAgreements } from "@/lib/reports/agreement-query";
import type { UseCaseRecord } from "@/lib/use-cases/use-case-query";

/** What a model version is under the policy in force. */
export type ModelPart =
  | { kind: "champion" }
  | { kind: "challenger"; share: number }
  /** It was champion before; `canReturn`: a rollback needs nobody's approval. */
  | { kind: "earlier"; canReturn: boolean }
  | { kind: "unused" };

/** A model version on the list of models. */
export interface ListedModel {
  model: ModelVersionRecord;
  part: ModelPart;
  /** Null where it was never in force. */
  agreement: AgreementView | null;
}

/** Items are looked at this long after they came; verdicts later than that are few. */
const verdictsFollowMs = 28 * 86_400_000;

/** From when to when verdicts may concern a version's answers; null where it was never in force. */
export function verdictsAbout(stretches: readonly ServiceStretch[]): { from: Date; until: Date | null } | null {
  const [first] = stretches;
  const last = stretches.at(-1);
  if (first === undefined || last === undefined) return null;
  return { from: first.from, until: last.until && new Date(last.until.getTime() + verdictsFollowMs) };
}

export function partOf(version: number, trail: readonly TrailedPolicy[], secondPersonToRaise: boolean): ModelPart {
  const now = trail.at(-1)?.settings;
  if (now?.champion === version) return { kind: "champion" };
  const challenger = now?.challengers.find((named) => named.version === version);
  if (challenger !== undefined) return { kind: "challenger", share: challenger.share };
  const was = trail.some(({ settings }) => settings.champion === version);
  return was ? { kind: "earlier", canReturn: canRollBack(version, trail, secondPersonToRaise) } : { kind: "unused" };
}

/** A use case's model versions, the newest first, with what each is now and how it and people agree. */
export async function listModels(useCase: UseCaseRecord): Promise<ListedModel[]> {
  const [models, trail] = await Promise.all([listModelVersions(useCase.id), listPolicyTrail(useCase.id)]);
  const served = models.flatMap(({ id, version }) => {
    const stretch = verdictsAbout(serviceStretches(version, trail));
    return stretch === null ? [] : [{ id, ...stretch }];
  });
  const agreements = await findVersionAgreements(useCase, served);
  return models.map((model) => ({
    model,
    part: partOf(model.version, trail, useCase.definition.secondPersonToRaise),
    agreement: agreements.get(model.id) ?? null,
  }));
}
