import { z } from "zod";
import { type EventType, eventTypes } from "@/lib/audit/event-types";

const known = Object.keys(eventTypes) as [EventType, ...EventType[]];
const day = z.iso.date();
const storable = z
  .string()
  .trim()
  .min(1)
  .max(200)
  .refine((text) => text.isWellFormed() && !text.includes("\u0000"));

/** What the audit list can be narrowed to, as its URL says it. What a URL says wrongly is left out, never an error. */
export const auditFilterSchema = z.object({
  /** A use case's slug. */
  useCase: z.string().min(1).max(64).optional().catch(undefined),
  type: z.enum(known).optional().catch(undefined),
  /** A person's or a key's id, or `system`. */
  actor: z
    .union([z.uuid(), z.literal("system")])
    .optional()
    .catch(undefined),
  /** An item's external id, whole. */
  item: storable.optional().catch(undefined),
  /** First and last day (UTC), both included. */
  from: day.optional().catch(undefined),
  to: day.optional().catch(undefined),
});

export type AuditFilter = z.infer<typeof auditFilterSchema>;

export const auditPageSchema = z.object({
  after: z.uuid().optional().catch(undefined),
  before: z.uuid().optional().catch(undefined),
});

export type AuditPage = z.infer<typeof auditPageSchema>;
