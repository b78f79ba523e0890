import "server-only";
import type { Actor } from "@/lib/access/actor";
import { authorize, may } from "@/lib/access/authorize";
import { findModelVersionIds, listModelVersions } from "@/lib/models/model-query";
import {
  type CauseCount,
  findCauseCounts,
  findModelCounts,
  findNumberGroups,
  findNumberPairs,
  findPaceCounts,
  findPeopleCounts,
  findReviewerNames,
  findTruthCounts,
  hasUncounted,
  type NumberPair,
} from "@/lib/reports/agreement-counts-query";
import type { AgreementFilter } from "@/lib/reports/agreement-filter-schema";
import {
  compareModel,
  compareModelNumbers,
  comparePeople,
  comparePeopleNumbers,
  type ModelCompared,
  type OverrideBand,
  overrideBands,
  type PeopleCompared,
} from "@/lib/reports/agreement-report";
import { type ReviewerFigures, reviewerFigures } from "@/lib/reports/reviewer-figures";
import type { UseCaseRecord } from "@/lib/use-cases/use-case-query";

/** How the model and people, and people among themselves, agree in a use case. */
export interface AgreementReport {
  model: ModelCompared[];
  people: PeopleCompared;
  bands: OverrideBand[];
  causes: CauseCount[];
  /** Regression: some of the latest comparisons, to be drawn. */
  pairs: NumberPair[];
  /** Some verdicts of the last moments are not counted yet. */
  counting: boolean;
}

/** Alpha and distances of numbers rest on the latest of them. */
const mostNumbers = 20_000;
const mostDrawn = 1_000;

/** For those with `item.read` in the use case; throws `forbidden` for others. */
export async function findAgreementReport(
  actor: Actor,
  useCase: UseCaseRecord,
  filter: AgreementFilter,
): Promise<AgreementReport> {
  authorize(actor, "item.read", useCase.id);
  const { id, definition } = useCase;
  const versionId = await versionIdOf(id, filter.version);
  const numbers = definition.kind === "regression";
  const [counts, people, causes, counting, pairs, groups] = await Promise.all([
    findModelCounts(id, filter, versionId),
    numbers ? [] : findPeopleCounts(id, filter),
    findCauseCounts(id, filter),
    hasUncounted(),
    numbers ? findNumberPairs(id, filter, versionId, mostNumbers) : [],
    numbers ? findNumberGroups(id, filter, mostNumbers) : [],
  ]);
  const outcomes = definition.outcomes.length;
  return {
    model: numbers ? compareModelNumbers(counts, pairs) : compareModel(counts, outcomes),
    people: numbers ? comparePeopleNumbers(groups, definition.target?.tolerance ?? 0) : comparePeople(people, outcomes),
    bands: overrideBands(counts),
    causes,
    pairs: pairs.slice(0, mostDrawn),
    counting,
  };
}

/** Null: all versions. A version that there is not has no counts, whatever id stands for it. */
async function versionIdOf(useCaseId: string, version: number | undefined): Promise<string | null> {
  if (version === undefined) return null;
  return (await findModelVersionIds(useCaseId, [version])).get(version) ?? useCaseId;
}

/**
 * Figures per reviewer: all for those with `reviewer.compare` in the use case, their own for those who review there. Null
 * for others.
 */
export async function findReviewerFigures(
  actor: Actor,
  useCase: Pick<UseCaseRecord, "id">,
  filter: AgreementFilter,
): Promise<{ own: boolean; reviewers: ReviewerFigures[] } | null> {
  const all = may(actor, "reviewer.compare", useCase.id);
  if (!all && !may(actor, "review.work", useCase.id)) return null;
  const only = all ? null : actor.id;
  const [truths, paces] = await Promise.all([
    findTruthCounts(useCase.id, filter, only),
    findPaceCounts(useCase.id, filter, only),
  ]);
  const people = await findReviewerNames([...new Set(paces.map(({ reviewerId }) => reviewerId))]);
  return { own: !all, reviewers: reviewerFigures(people, truths, paces) };
}

/** The model versions that the page can be narrowed to. */
export async function findVersionChoices(useCaseId: string): Promise<{ version: number; name: string }[]> {
  const models = await listModelVersions(useCaseId);
  return models.map(({ version, name }) => ({ version, name }));
}
