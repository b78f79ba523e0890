import "server-only";
import { z } from "zod";
import type { AuditEvent, AuditPolicy } from "@/lib/audit/audit-event";
import { command, Outdated } from "@/lib/command";
import { applyVerdicts, loggedVerdict } from "@/lib/items/apply-verdicts";
import {
  type ExternalVerdict,
  externalReviewerIds,
  findExternalVerdicts,
  lockItemsByExternalId,
  pairKey,
  storeExternalVerdicts,
} from "@/lib/items/external-verdicts-query";
import { openLateDifferences } from "@/lib/items/open-late-differences";
import { type ParsedVerdict, parseVerdict } from "@/lib/items/parse-verdict";
import { saysTheSame } from "@/lib/items/says-the-same";
import { type VerdictView, verdictView } from "@/lib/items/verdict-view";
import { announce } from "@/lib/platform/announce";
import { newId } from "@/lib/platform/clock";
import { AppError } from "@/lib/platform/errors";
import { isStillInForce } from "@/lib/policies/policy-in-force-query";
import { lockPolicyShared } from "@/lib/policies/policy-lock";
import { forgetUseCase, recentUseCase } from "@/lib/use-cases/use-case-query";

/** What became of one verdict. */
export type VerdictSubmission = { ok: true; created: boolean; verdict: VerdictView } | { ok: false; error: AppError };

const unknownItem = (externalId: string) =>
  new AppError(
    "not_found",
    `There is no item with the external id "${externalId.slice(0, 60)}". Send the item first.`,
    {
      problems: [{ path: "externalId", message: "There is no item with this external id." }],
    },
  );

const conflict = ({ reviewer, externalId }: ParsedVerdict) =>
  new AppError(
    "verdict_conflict",
    `"${reviewer.slice(0, 60)}" has given another verdict on "${externalId.slice(0, 60)}" before. A verdict is not changed; override the decision instead.`,
    { problems: [{ path: "reviewer", message: "This reviewer has given another verdict on this item before." }] },
  );

/**
 * Takes in what people said who work in another system, in one transaction: final reviews by named external reviewers,
 * which count like those of our own people (docs/decisions/0021). One result per body, in order; a bad one fails alone.
 * The same verdict of the same person on the same item again answers as the first time did; another one is a
 * `verdict_conflict`.
 */
export const submitVerdicts = command({
  name: "submit-verdicts",
  permission: "verdict.submit",
  input: z.object({ useCaseId: z.uuid(), verdicts: z.array(z.unknown()).max(10_000) }),
  useCaseId: (input) => input.useCaseId,

  async prepare({ input, now }) {
    const useCase = await recentUseCase(input.useCaseId);
    if (useCase === null) throw new AppError("not_found", "There is no such use case.");
    const bodies = input.verdicts.map((body) => parseVerdict(useCase.definition, body, now));
    return { useCase, bodies };
  },

  async commit({ tx, input: { useCaseId }, prepared: { useCase, bodies }, now }) {
    await lockPolicyShared(tx, useCaseId);
    if (!(await isStillInForce(tx, useCase))) {
      forgetUseCase(useCaseId);
      throw new Outdated();
    }
    const parsed = bodies.filter((body): body is ParsedVerdict => !(body instanceof AppError));
    const items = await lockItemsByExternalId(tx, useCaseId, [...new Set(parsed.map((body) => body.externalId))]);
    const placed = parsed.filter((body) => items.has(body.externalId));
    const reviewers = await externalReviewerIds(
      tx,
      useCaseId,
      placed.map(({ reviewer }) => reviewer),
      now,
    );
    const known = new Map<string, Omit<ExternalVerdict, "externalId" | "reviewer">>();
    const keyed = new Map<ParsedVerdict, ExternalVerdict>();
    for (const body of placed) {
      const itemId = items.get(body.externalId)?.id ?? "";
      keyed.set(body, { ...body, id: newId(now), itemId, reviewerId: reviewers.get(body.reviewer) ?? "" });
    }
    for (const [key, verdict] of await findExternalVerdicts(tx, [...keyed.values()])) known.set(key, verdict);
    const fresh: ExternalVerdict[] = [];
    for (const verdict of keyed.values()) {
      if (known.has(pairKey(verdict))) continue;
      known.set(pairKey(verdict), verdict);
      fresh.push(verdict);
    }

    const created = new Set(fresh.map(({ id }) => id));
    const result = bodies.map((body): VerdictSubmission => {
      if (body instanceof AppError) return { ok: false, error: body };
      const verdict = keyed.get(body);
      if (verdict === undefined) return { ok: false, error: unknownItem(body.externalId) };
      const stored = known.get(pairKey(verdict));
      if (stored === undefined || !saysTheSame(body, stored)) return { ok: false, error: conflict(body) };
      return { ok: true, created: created.delete(verdict.id), verdict: verdictView({ ...body, ...stored }) };
    });
    if (fresh.length === 0) return { result, unchanged: true };

    const { id, version, sha256 } = useCase.policy;
    const policy: AuditPolicy = { id, version, sha256 };
    const replaced = await storeExternalVerdicts(tx, useCaseId, fresh, now);
    const final = fresh.map((verdict) => ({ id: verdict.id, itemId: verdict.itemId, policy }));
    const { events } = await applyVerdicts(tx, final, now);
    const late = fresh.filter(({ externalId }) => items.get(externalId)?.decidedBy === "human");
    const differences = await openLateDifferences(
      tx,
      late.map((verdict) => verdict.id),
      now,
    );
    if (replaced.size > 0) await announce(tx, { kind: "queue", useCaseId });
    const received = fresh.map((verdict): AuditEvent => {
      const standsFor = replaced.get(verdict.id);
      return {
        type: "review.received",
        useCase: { id: useCaseId, slug: useCase.slug },
        subject: { type: "item", id: verdict.itemId },
        policy,
        verdict: loggedVerdict(verdict),
        suggestion: {
          shown: verdict.suggestionVisible,
          at: verdict.suggestionVisible ? verdict.at.toISOString() : null,
        },
        detail: {
          purpose: "external",
          external_reviewer: verdict.reviewerId,
          at: verdict.at.toISOString(),
          ...(verdict.secondsSpent !== null && { seconds_spent: verdict.secondsSpent }),
          ...(standsFor !== undefined && { stands_for: standsFor }),
        },
      };
    });
    const [first, ...rest] = [...received, ...events, ...differences];
    return first === undefined ? { result, unchanged: true } : { result, events: [first, ...rest] };
  },
});
