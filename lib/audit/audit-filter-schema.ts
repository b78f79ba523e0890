import { z } from "zod";
import { type EventType, eventTypes } from "@/lib/audit/event-types";

const known = Object.keys(eventTypes) as [EventType, ...EventType[]];
const day = z.iso.date();
const storable = (longest: number) =>
  z
    .string()
    .trim()
    .min(1)
    .max(longest)
    .refine((text) => text.isWellFormed() && !text.includes("\u0000"));

/** What the audit list can be narrowed to, as its URL says it. What a URL says wrongly is left out, never an error. */
export const auditFilterSchema = z.object({
  /** A use case's slug. */
  useCase: z.string().min(1).max(64).optional().catch(undefined),
  type: z.enum(known).optional().catch(undefined),
  /** A person's or a key's id, or `system`: who did it, or whom it is about. */
  actor: z
    .union([z.uuid(), z.literal("system")])
    .optional()
    .catch(undefined),
  /** An item's external id, whole, or its own id. */
  item: storable(200).optional().catch(undefined),
  /** Ids of a model version and of a policy. */
  model: z.uuid().optional().catch(undefined),
  policy: z.uuid().optional().catch(undefined),
  /** An outcome's key: what a model or a person answered. */
  outcome: storable(64).optional().catch(undefined),
  /** Words that a code has to hold: a reason, a guardrail's key, a root cause, why something was refused. */
  code: storable(100).optional().catch(undefined),
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
