import type { AuditFilter } from "@/lib/audit/audit-filter-schema";
import type { LogConnection } from "@/lib/audit/export/log-query";
import type { Checkpoint } from "@/lib/audit/tree/checkpoint-query";
import type { Prisma } from "@/lib/platform/database";

/** What a bundle is to hold, and for whom. */
interface BundleRequest {
  requestedBy: { id: string | null; name: string };
  requestedAt: Date;
  filter: AuditFilter;
  /** SQL on the event `e`: what the filter means for whoever asks. */
  wanted: Prisma.Sql;
  /** The use cases (slugs) of whose events the values behind commitments may be told to them. */
  disclosed: "all" | readonly string[];
}

/** A bundle in the making. */
export interface Building {
  connection: LogConnection;
  folder: string;
  request: BundleRequest;
  /** The checkpoint that a new bundle is to lead to. */
  findCheckpoint: () => Promise<Checkpoint>;
  /** Ends the work at the next batch. */
  signal: AbortSignal;
  /** Hears how many of how many events are done. */
  tell: (done: number, total: number) => Promise<void>;
}

/** Told before an export starts, or where what it asked for is no longer to be found. */
export const nothingMatches =
  "No event on record matches this filter, so there is nothing to export. Widen it: take a part of it out, or move its days.";
