import "server-only";
import type { z } from "zod";
import type { Actor } from "@/lib/access/actor";
import { command } from "@/lib/command";
import { erasureEvent } from "@/lib/erasure/erasure-event";
import { requestErasureSchema } from "@/lib/erasure/erasure-schema";
import { dayText, type ErasureTarget, findMeant, isAboutItems, keepHindrance } from "@/lib/erasure/hindrance-query";
import { mustNotBeLastAdmin } from "@/lib/erasure/last-admin-query";
import { findItemUseCase } from "@/lib/items/item-query";
import { lockExclusive } from "@/lib/platform/advisory-lock";
import { newId } from "@/lib/platform/clock";
import type { Transaction } from "@/lib/platform/database";
import { AppError } from "@/lib/platform/errors";
import type { ErasureStatus } from "@/lib/platform/generated/prisma/enums";
import { authorOf } from "@/lib/policies/author-of";

type Asked = z.output<typeof requestErasureSchema>;

/** What an erasure is about, as it is stored. */
type StoredTarget = ErasureTarget & { userId: string | null; externalReviewerId: string | null };

/**
 * Asks that an item, all items of an entity, a user or an external reviewer be erased; a second person approves it. Asked
 * again while it waits or is under way, answers with the request that there is. Throws `not_found`; `conflict` where it is
 * erased already, or has to be kept for longer; `forbidden`.
 */
export const requestErasure = command<Asked, null, { id: string; status: ErasureStatus }>({
  name: "request-erasure",
  permission: "erasure.request",
  input: requestErasureSchema,
  useCaseId: async (input) => {
    if (input.kind === "user") return null;
    return input.kind === "item" ? findItemUseCase(input.itemId) : input.useCaseId;
  },
  prepare: async () => null,

  async commit({ tx, input, actor, now }) {
    mustBePerson(input, actor);
    const target = await findTarget(tx, input);
    const { legalBasis, ...about } = target;
    const { useCaseId, itemId, entityKey, userId, externalReviewerId } = about;
    await lockExclusive(tx, `erasure of ${itemId ?? userId ?? externalReviewerId ?? `${entityKey} in ${useCaseId}`}`);
    const same = await tx.erasure.findFirst({
      where: { ...about, status: { in: ["pending", "approved"] } },
      select: { id: true, status: true },
    });
    if (same !== null) return { result: same, unchanged: true };
    const affected = await mustBeErasable(tx, target, now);
    const id = newId(now);
    const status: ErasureStatus = "pending";
    const author = await authorOf(tx, actor);
    const { reference } = input;
    await tx.erasure.create({ data: { id, ...about, legalBasis, reference, ...author, createdAt: now } });
    const requested = await erasureEvent(tx, "erasure.requested", { id, ...target }, affected);
    return { result: { id, status }, events: [{ ...requested, newSubject: true }] };
  },
});

/** Not even the installation's own key may ask that a person who signs in be erased. */
function mustBePerson(input: Asked, actor: Actor): void {
  if (input.kind === "user" && actor.kind === "api_key") {
    throw new AppError("forbidden", "No API key can ask for this. Sign in to do it.");
  }
}

async function findTarget(tx: Transaction, input: Asked): Promise<StoredTarget> {
  const { kind, legalBasis } = input;
  const nothing = { useCaseId: null, itemId: null, entityKey: null, userId: null, externalReviewerId: null };
  switch (input.kind) {
    case "item": {
      const item = await tx.item.findUnique({
        where: { id: input.itemId },
        select: { useCaseId: true, erasedAt: true },
      });
      if (item === null) throw new AppError("not_found", "There is no such item.");
      if (item.erasedAt !== null) {
        throw new AppError("conflict", `This item was erased on ${dayText(item.erasedAt)} already.`);
      }
      return { ...nothing, kind, legalBasis, useCaseId: item.useCaseId, itemId: input.itemId };
    }
    case "entity": {
      const { useCaseId, entityKey } = input;
      if ((await tx.useCase.count({ where: { id: useCaseId } })) === 0) {
        throw new AppError("not_found", "There is no such use case.");
      }
      return { ...nothing, kind, legalBasis, useCaseId, entityKey };
    }
    case "user": {
      const user = await tx.user.findUnique({ where: { id: input.userId }, select: { erasedAt: true } });
      if (user === null) throw new AppError("not_found", "There is no such user.");
      if (user.erasedAt !== null) {
        throw new AppError("conflict", `This person was erased on ${dayText(user.erasedAt)} already.`);
      }
      await mustNotBeLastAdmin(tx, input.userId);
      return { ...nothing, kind, legalBasis, userId: input.userId };
    }
    case "external_reviewer": {
      const { useCaseId, name } = input;
      const reviewer = await tx.externalReviewer.findUnique({
        where: { useCaseId_name: { useCaseId, name } },
        select: { id: true },
      });
      if (reviewer === null) {
        throw new AppError("not_found", "No reviewer of this name has sent verdicts from another system here.");
      }
      return { ...nothing, kind, legalBasis, useCaseId, externalReviewerId: reviewer.id };
    }
  }
}

/** Answers with how many items it is about. */
async function mustBeErasable(tx: Transaction, target: StoredTarget, now: Date): Promise<{ items?: number }> {
  if (!isAboutItems(target) || target.useCaseId === null) return {};
  const { items, newest } = await findMeant(tx, target);
  if (items === 0) throw new AppError("not_found", "There is no item of this entity that is not erased already.");
  const { keepMonths } = await tx.useCase.findUniqueOrThrow({
    where: { id: target.useCaseId },
    select: { keepMonths: true },
  });
  const kept = keepHindrance(keepMonths, { newest, legalBasis: target.legalBasis }, now);
  if (kept !== null) throw new AppError("conflict", kept);
  return { items };
}
