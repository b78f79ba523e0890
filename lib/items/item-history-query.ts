import "server-only";
import { isToSettleBlind } from "@/lib/access/settles-blind-query";
import type { Mode } from "@/lib/engine/mode";
import { fullSettings, type PolicySettings } from "@/lib/engine/policy-settings-schema";
import type { Route, RouteReason } from "@/lib/engine/route-item";
import { database } from "@/lib/platform/database";
import type { DecidedBy, PredictionRole } from "@/lib/platform/generated/prisma/enums";
import type { ItemInput } from "@/lib/use-cases/parse-input";

interface Answer {
  outcome: string | null;
  value: number | null;
}

/** What happened to an item, as callers of the API see it. */
export interface ItemHistory {
  id: string;
  externalId: string;
  createdAt: string;
  /** Since when the input is erased; null while it is kept. */
  erasedAt: string | null;
  input: ItemInput;
  entityKey: string | null;
  tags: string[];
  route: { mode: Mode; reasons: RouteReason[]; policyVersion: number; modelVersion: number | null };
  /** Null while they must stay hidden (docs/decisions/0005). */
  predictions:
    | (Answer & {
        modelVersion: number;
        role: PredictionRole;
        supplied: boolean;
        scores: Record<string, number> | null;
        spread: number | null;
        confidence: number | null;
        failure: { code: string; message: string } | null;
        at: string;
      })[]
    | null;
  /** `externalReviewer`: the name of somebody who works in another system, in place of `reviewerId`. */
  reviews: (Answer & {
    reviewerId: string | null;
    externalReviewer: string | null;
    suggestionShownAt: string | null;
    answeredAt: string | null;
  })[];
  decisions: (Answer & { seq: number; decidedBy: DecidedBy; policyVersion: number; at: string })[];
}

const text = (moment: Date | null) => moment?.toISOString() ?? null;

async function readItem(id: string) {
  return database.item.findUnique({
    where: { id },
    include: {
      policy: { select: { version: true, settings: true } },
      modelVersion: { select: { version: true } },
      predictions: { include: { modelVersion: { select: { version: true } } }, orderBy: { id: "asc" } },
      reviews: { orderBy: { id: "asc" }, include: { external: { select: { name: true } } } },
      decisions: { include: { policy: { select: { version: true } } }, orderBy: { seq: "asc" } },
    },
  });
}

type ItemRecord = NonNullable<Awaited<ReturnType<typeof readItem>>>;

/**
 * Whether a person may still have to answer without knowing what the model said. An automated item that could have been
 * picked for quality control counts as picked until a check has settled, and one that people decided and that could have
 * been picked for an agreement audit until an adjudicator's verdict has: what is hidden must not tell which ones were.
 */
function mustStayHidden({ reviews, route, decidedBy, policy }: ItemRecord): boolean {
  const blind = reviews.some(
    ({ status, reveal, suggestionShownAt }) =>
      (status === "open" || status === "answered") && reveal !== "before" && suggestionShownAt === null,
  );
  const checked = reviews.some(({ status, purpose }) => status === "settled" && purpose === "quality_control");
  const adjudicated = reviews.some(({ status, purpose }) => status === "settled" && purpose === "adjudicate");
  const { agreementAuditShare } = fullSettings(policy.settings as Partial<PolicySettings>);
  if (decidedBy === "human" && !adjudicated && agreementAuditShare > 0) return true;
  const automated = decidedBy === "model" || decidedBy === "fallback";
  return blind || (automated && !checked && (route as unknown as Route).shares.qc > 0);
}

/**
 * An item's story with the use case it belongs to; null where there is none. It tells of settled reviews only, and of
 * predictions that must stay hidden only where asked to (`withHidden`). The caller checks what its actor may see.
 */
export async function findItemHistory(
  id: string,
  { withHidden }: { withHidden: boolean },
): Promise<{ useCaseId: string; history: ItemHistory } | null> {
  const item = await readItem(id);
  if (item === null) return null;
  // A reviewer may see what the champion suggests, and never what a challenger says.
  const underWay = item.reviews.some(({ status }) => status === "open" || status === "answered");
  const history: ItemHistory = {
    id: item.id,
    externalId: item.externalId,
    createdAt: item.createdAt.toISOString(),
    erasedAt: text(item.erasedAt),
    input: item.input as ItemInput,
    entityKey: item.entityKey,
    tags: item.tags,
    route: {
      mode: item.mode,
      reasons: (item.route as unknown as Route).reasons,
      policyVersion: item.policy.version,
      modelVersion: item.modelVersion?.version ?? null,
    },
    predictions:
      !withHidden && (mustStayHidden(item) || (await isToSettleBlind(id)))
        ? null
        : item.predictions
            .filter(({ role }) => withHidden || role === "champion" || !underWay)
            .map((prediction) => ({
              modelVersion: prediction.modelVersion.version,
              role: prediction.role,
              supplied: prediction.supplied,
              outcome: prediction.outcome,
              value: prediction.value,
              scores: prediction.scores as Record<string, number> | null,
              spread: prediction.spread,
              confidence: prediction.confidence,
              failure: prediction.failure as { code: string; message: string } | null,
              at: prediction.createdAt.toISOString(),
            })),
    reviews: item.reviews
      .filter(({ status }) => status === "settled")
      .map(({ reviewerId, external, outcome, value, suggestionShownAt, answeredAt }) => ({
        reviewerId,
        externalReviewer: external?.name ?? null,
        outcome,
        value,
        suggestionShownAt: text(suggestionShownAt),
        answeredAt: text(answeredAt),
      })),
    decisions: item.decisions.map((decision) => ({
      seq: decision.seq,
      outcome: decision.outcome,
      value: decision.value,
      decidedBy: decision.decidedBy,
      policyVersion: decision.policy.version,
      at: decision.decidedAt.toISOString(),
    })),
  };
  return { useCaseId: item.useCaseId, history };
}
