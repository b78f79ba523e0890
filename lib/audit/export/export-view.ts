import type { AuditFilter } from "@/lib/audit/audit-filter-schema";
import { eventTypes } from "@/lib/audit/event-types";
import type { ExportStatus } from "@/lib/platform/generated/prisma/enums";

/** An export as whoever asked for it sees it. */
export interface ExportView {
  id: string;
  requestedAt: string;
  status: ExportStatus;
  /** What it holds: parts of the filter, each with its name; none: everything that they may read. */
  filter: { name: string; value: string }[];
  /** Events written so far, and in all; null before they are known. */
  done: number;
  total: number | null;
  /** Exports that are made before this one, where it still waits. */
  ahead: number | null;
  /** Of the bundle, once it is made. */
  bytes: number | null;
  /** SHA-256 of its manifest, in hex. */
  sha256: string | null;
  /** Where it can be fetched, once, until a moment; null while or where it cannot. */
  link: { secret: string; until: string } | null;
  fetchedAt: string | null;
  error: string | null;
}

/** Names that a filter's ids lead to, by id. */
export interface FilterNames {
  useCases: ReadonlyMap<string, string>;
  actors: ReadonlyMap<string, string>;
  models: ReadonlyMap<string, string>;
  policies: ReadonlyMap<string, string>;
}

/** A filter in words, part by part. */
export function filterParts(filter: AuditFilter, names: FilterNames): { name: string; value: string }[] {
  const { useCase, type, actor, item, model, policy, outcome, code, from, to } = filter;
  const parts: Record<string, string | undefined> = {
    "Use case": useCase && (names.useCases.get(useCase) ?? useCase),
    "What happened": type && eventTypes[type],
    "By or about": actor === "system" ? "The system" : actor && (names.actors.get(actor) ?? actor),
    Item: item,
    Model: model && (names.models.get(model) ?? model),
    Policy: policy && (names.policies.get(policy) ?? policy),
    Outcome: outcome,
    Code: code,
    From: from,
    To: to,
  };
  return Object.entries(parts).flatMap(([name, value]) => (value === undefined ? [] : [{ name, value }]));
}
