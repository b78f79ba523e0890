import { z } from "zod";
import { legalBasisKeys } from "@/lib/erasure/legal-basis";

/** A request for erasure as people write it, before it is known what it means. */
export const erasureDraftSchema = z.strictObject({
  kind: z.enum(["item", "entity", "user", "external_reviewer"]),
  /** Null for a user. */
  useCaseId: z.uuid().nullable(),
  /** An external id, an entity key, an e-mail address, or a name. */
  subject: z.string().trim().min(1, "Say what is to be erased.").max(254, "At most 254 characters."),
  legalBasis: z.enum(legalBasisKeys, "Choose the legal basis."),
});

export type ErasureDraft = z.input<typeof erasureDraftSchema>;

/** What the form is opened for, as its address says it. What is not understood counts as not given. */
export const erasureStartSchema = z.object({
  kind: erasureDraftSchema.shape.kind.optional().catch(undefined),
  item: z.uuid().optional().catch(undefined),
  user: z.uuid().optional().catch(undefined),
});
