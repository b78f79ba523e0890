import "server-only";
import type { z } from "zod";
import type { Actor } from "@/lib/access/actor";
import { authorize } from "@/lib/access/authorize";
import { checkInput } from "@/lib/command";
import { type ErasureDraft, erasureDraftSchema } from "@/lib/erasure/erasure-draft-schema";
import { type ErasureTarget, findMeant, holdHindrance, keepHindrance } from "@/lib/erasure/hindrance-query";
import { clock } from "@/lib/platform/clock";
import { database } from "@/lib/platform/database";
import { AppError } from "@/lib/platform/errors";

/** What a request for erasure would mean. */
export interface ErasurePreview {
  /** For `requestErasure`. */
  subject:
    | { kind: "item"; itemId: string }
    | { kind: "entity"; useCaseId: string; entityKey: string }
    | { kind: "user"; userId: string }
    | { kind: "external_reviewer"; useCaseId: string; name: string };
  /** What is meant, in words. */
  what: string;
  /** Items whose input would go; null where it is about a person. */
  affects: number | null;
  /** What keeps it from being approved now, in words; null: nothing. */
  blockedBy: string | null;
  /** False where not even the request would be taken. */
  askable: boolean;
}

type Draft = z.output<typeof erasureDraftSchema>;

const notFound = (message: string) =>
  new AppError("invalid_input", message, { problems: [{ path: "subject", message }] });

/**
 * What would be erased, before anybody is asked for it. For those who may ask. Throws `invalid_input` where nothing of the
 * kind is there to be erased; `forbidden`.
 */
export async function previewErasure(actor: Actor, input: ErasureDraft): Promise<ErasurePreview> {
  const draft = checkInput(erasureDraftSchema, input);
  authorize(actor, "erasure.request", draft.kind === "user" ? null : draft.useCaseId);
  if (draft.kind === "user") return previewUser(draft);
  if (draft.useCaseId === null) throw new AppError("invalid_input", "Choose the use case.");
  return previewInUseCase({ ...draft, kind: draft.kind, useCaseId: draft.useCaseId });
}

async function previewUser({ subject }: Draft): Promise<ErasurePreview> {
  const user = await database.user.findFirst({
    where: { email: subject.toLowerCase(), erasedAt: null },
    select: { id: true, name: true },
  });
  if (user === null) throw notFound("Nobody signs in with this e-mail address.");
  return { subject: { kind: "user", userId: user.id }, what: user.name, affects: null, blockedBy: null, askable: true };
}

type InUseCase = Draft & { kind: Exclude<Draft["kind"], "user">; useCaseId: string };

async function previewInUseCase(draft: InUseCase): Promise<ErasurePreview> {
  const { kind, useCaseId, subject, legalBasis } = draft;
  const useCase = await database.useCase.findUnique({
    where: { id: useCaseId },
    select: { heldAt: true, holdReason: true, keepMonths: true },
  });
  if (useCase === null) throw new AppError("not_found", "There is no such use case.");
  const held = holdHindrance(useCase);
  if (kind === "external_reviewer") {
    const named = { useCaseId_name: { useCaseId, name: subject } };
    if ((await database.externalReviewer.findUnique({ where: named, select: { id: true } })) === null) {
      throw notFound("No reviewer of this name has sent verdicts from another system here.");
    }
    const what = `${subject}, in another system`;
    return { subject: { kind, useCaseId, name: subject }, what, affects: null, blockedBy: held, askable: true };
  }
  const itemId = kind === "item" ? await findItem(useCaseId, subject) : null;
  const target: ErasureTarget = { kind, useCaseId, itemId, entityKey: itemId === null ? subject : null, legalBasis };
  const { items, newest } = await findMeant(database, target);
  if (items === 0) {
    throw notFound(itemId === null ? "No item of this entity has an input to erase." : "This item was erased already.");
  }
  const kept = keepHindrance(useCase.keepMonths, { newest, legalBasis }, clock.now());
  return {
    subject: itemId === null ? { kind: "entity", useCaseId, entityKey: subject } : { kind: "item", itemId },
    what: itemId === null ? `All items of the entity ${subject}` : `Item ${subject}`,
    affects: items,
    blockedBy: kept ?? held,
    askable: kept === null,
  };
}

async function findItem(useCaseId: string, externalId: string): Promise<string> {
  const item = await database.item.findUnique({
    where: { useCaseId_externalId: { useCaseId, externalId } },
    select: { id: true },
  });
  if (item === null) throw notFound("There is no item with this external id.");
  return item.id;
}
