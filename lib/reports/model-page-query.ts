import "server-only";
import { findModelVersion, findReference, listModelVersions, type ModelVersionRecord } from "@/lib/models/model-query";
import type { Reference } from "@/lib/models/reference-schema";
import { listPolicyTrail } from "@/lib/policies/policy-trail-query";
import { canRollBack, championTerms, type ServiceStretch, serviceStretches } from "@/lib/policies/service-stretches";
import { type AgreementView, findVersionAgreements } from "@/lib/reports/agreement-query";
import { type Comparison, compareVersions } from "@/lib/reports/comparison-query";
import { findModelHealth, type ModelHealth } from "@/lib/reports/model-health-query";
import { type ModelPart, partOf, verdictsAbout } from "@/lib/reports/models-query";
import { type ConfusionCell, type Distance, findConfusion, findDistance } from "@/lib/reports/version-answers-query";
import type { UseCaseRecord } from "@/lib/use-cases/use-case-query";

/** Everything on a model version's page. */
export interface ModelPage {
  model: ModelVersionRecord;
  part: ModelPart;
  stretches: ServiceStretch[];
  /** The champions before its first term and after its last one; null: none. */
  before: number | null;
  after: number | null;
  /** Of the champion in force: the one before it, where a rollback to that needs nobody's approval. */
  goesBackTo: { version: number; name: string } | null;
  /** Null where it was never in force. */
  agreement: AgreementView | null;
  confusion: ConfusionCell[];
  /** Regression only. */
  distance: Distance | null;
  health: ModelHealth;
  reference: Reference | null;
  /** With the champion where it challenges, with every challenger where it is the champion. */
  comparisons: { champion: number; challenger: number; name: string; share: number; comparison: Comparison }[];
}

/** Null where the use case has no such version. */
export async function findModelPage(useCase: UseCaseRecord, version: number): Promise<ModelPage | null> {
  const model = await findModelVersion(useCase.id, version);
  if (model === null) return null;
  const trail = await listPolicyTrail(useCase.id);
  const stretches = serviceStretches(version, trail);
  const terms = championTerms(trail);
  const [first, last] = [terms.indexOf(version), terms.lastIndexOf(version)];
  const served = verdictsAbout(stretches);
  const isRegression = useCase.definition.kind === "regression";
  const part = partOf(version, trail, useCase.definition.secondPersonToRaise);
  const former = part.kind === "champion" ? (terms.at(-2) ?? null) : null;
  const returns = former !== null && canRollBack(former, trail, useCase.definition.secondPersonToRaise);
  const [goesBackTo, agreements, confusion, distance, health, reference, comparisons] = await Promise.all([
    returns ? findModelVersion(useCase.id, former) : null,
    served === null ? null : findVersionAgreements(useCase, [{ id: model.id, ...served }]),
    served === null || isRegression ? [] : findConfusion(useCase.id, { id: model.id, ...served }),
    served === null || !isRegression ? null : findDistance(useCase, { id: model.id, ...served }),
    findModelHealth(model.id),
    findReference(model.id),
    findComparisons(useCase, version),
  ]);
  return {
    model,
    part,
    stretches,
    before: first < 0 ? null : (terms[first - 1] ?? null),
    after: last < 0 ? null : (terms[last + 1] ?? null),
    goesBackTo,
    agreement: agreements?.get(model.id) ?? null,
    confusion,
    distance,
    health,
    reference,
    comparisons,
  };
}

async function findComparisons(useCase: UseCaseRecord, version: number): Promise<ModelPage["comparisons"]> {
  const { champion, policy } = useCase;
  const challengers = policy.settings.challengers.filter(
    (challenger) => champion?.version === version || challenger.version === version,
  );
  if (champion === null || challengers.length === 0) return [];
  const models = await listModelVersions(useCase.id);
  const pairs = challengers.flatMap((challenger) => {
    const model = models.find((known) => known.version === challenger.version);
    return model === undefined ? [] : [{ model, share: challenger.share }];
  });
  return Promise.all(
    pairs.map(async ({ model, share }) => ({
      champion: champion.version,
      challenger: model.version,
      name: model.name,
      share,
      comparison: await compareVersions(useCase, champion.id, model.id),
    })),
  );
}
