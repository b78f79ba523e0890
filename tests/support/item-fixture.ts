import type { UserActor } from "@/lib/access/actor";
import { systemActor } from "@/lib/access/actor";
import { newSalt } from "@/lib/audit/commit-value";
import { canonicalSha256 } from "@/lib/platform/canonical-json";
import { newId } from "@/lib/platform/clock";
import { database } from "@/lib/platform/database";
import type { Reveal, ReviewPurpose, Role } from "@/lib/platform/generated/prisma/enums";
import { defineUseCase } from "@/lib/use-cases/define-use-case";
import type { DefinitionInput } from "@/lib/use-cases/definition-schema";
import type { ItemInput } from "@/lib/use-cases/parse-input";

const twoOutcomes: DefinitionInput = {
  name: "Fixture",
  guideline: "# How to decide\n\nLook twice.",
  fields: [
    { key: "note", kind: "text", label: "Note", required: true },
    { key: "speed", kind: "number", label: "Speed", unit: "knots" },
  ],
  outcomes: [
    { key: "yes", label: "Yes, it is" },
    { key: "no", label: "No, it is not" },
  ],
};

/** A use case under a fresh slug, in which people decide everything. */
export async function makeUseCase(definition: Partial<DefinitionInput> = {}): Promise<{ id: string; slug: string }> {
  const slug = `fixture-${newId().slice(-12)}`;
  const input = { slug, definition: { ...twoOutcomes, ...definition } };
  const { useCase } = await defineUseCase({ actor: systemActor("test") }, input);
  const { id } = await database.useCase.findUniqueOrThrow({ where: { slug: useCase.slug }, select: { id: true } });
  return { id, slug };
}

/** A person with roles in one use case, as a signed-in actor. */
export async function makeReviewer(useCaseId: string, ...roles: Role[]): Promise<UserActor> {
  const id = newId();
  const held: Role[] = roles.length === 0 ? ["reviewer"] : roles;
  await database.user.create({
    data: {
      id,
      email: `${id}@example.org`,
      name: "Test Reviewer",
      createdAt: new Date(),
      memberships: { create: held.map((role) => ({ useCaseId, role })) },
    },
  });
  return {
    kind: "user",
    id,
    name: "Test Reviewer",
    isAdmin: false,
    roles: new Map([[useCaseId, new Set(held)]]),
    auth: "password",
  };
}

interface QueuedItems {
  count?: number;
  purpose?: ReviewPurpose;
  reveal?: Reveal;
  priority?: number;
  input?: ItemInput;
  /** The champion's answer on each item. */
  prediction?: { outcome: string; confidence: number };
  createdAt?: Date;
}

export interface QueuedItem {
  itemId: string;
  reviewId: string;
  externalId: string;
}

/** Items that wait for a review, written as `submitItems` leaves them, in one statement per table. */
export async function queueItems(useCaseId: string, options: QueuedItems = {}): Promise<QueuedItem[]> {
  const { count = 1, purpose = "decide", reveal = "never", priority = 0, prediction } = options;
  const now = options.createdAt ?? new Date();
  const input = options.input ?? { note: "A bird was seen." };
  const policy = await database.policy.findFirstOrThrow({ where: { inForceOf: { id: useCaseId } } });
  const model = prediction === undefined ? null : await championOf(useCaseId);
  const items = Array.from({ length: count }, () => {
    const itemId = newId(now);
    return { itemId, reviewId: newId(now), externalId: `fixture-${itemId}` };
  });
  const decided = purpose === "quality_control";
  await database.item.createMany({
    data: items.map((item) => ({
      id: item.itemId,
      useCaseId,
      externalId: item.externalId,
      input,
      unlisted: [],
      bodySha256: new Uint8Array(canonicalSha256(input)),
      inputSalt: newSalt(),
      tags: [],
      createdAt: now,
      route: { reasons: [], fallback: false },
      mode: decided ? "partial_automation" : "human_only",
      policyId: policy.id,
      modelVersionId: model?.id ?? null,
      status: decided ? "decided" : "in_review",
      outcome: decided ? (prediction?.outcome ?? null) : null,
      decidedBy: decided ? "model" : null,
      decidedAt: decided ? now : null,
    })),
  });
  await database.review.createMany({
    data: items.map(({ itemId, reviewId }) => ({
      id: reviewId,
      itemId,
      useCaseId,
      purpose,
      reveal,
      priority,
      createdAt: now,
    })),
  });
  if (model !== null && prediction !== undefined) {
    await database.prediction.createMany({
      data: items.map(({ itemId }) => ({
        id: newId(now),
        itemId,
        modelVersionId: model.id,
        role: "champion",
        outcome: prediction.outcome,
        confidence: prediction.confidence,
        scores: { [prediction.outcome]: prediction.confidence },
        latencyMs: 1,
        runtime: "fixture",
        createdAt: now,
      })),
    });
  }
  return items;
}

async function championOf(useCaseId: string): Promise<{ id: string }> {
  const existing = await database.modelVersion.findFirst({ where: { useCaseId }, select: { id: true } });
  if (existing !== null) return existing;
  return database.modelVersion.create({
    data: { id: newId(), useCaseId, version: 1, name: "Fixture model", backend: "supplied", createdAt: new Date() },
    select: { id: true },
  });
}

/** Types of the item's audit events, oldest first. */
export async function eventTypesOf(itemId: string): Promise<string[]> {
  const events = await database.auditEvent.findMany({
    where: { subjectType: "item", subjectId: itemId },
    orderBy: { subjectSeq: "asc" },
    select: { type: true },
  });
  return events.map((event) => event.type);
}
