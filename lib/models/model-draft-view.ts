import type { ModelDescription } from "@/lib/inference/tensor";
import type { Proposal } from "@/lib/models/proposal-schema";
import type { Repair } from "@/lib/models/repair-schema";

/** An uploaded model that nobody has confirmed yet: what was found in it, and how it could be bound to the use case. */
export interface ModelDraftView {
  id: string;
  name: string;
  fileName: string | null;
  /** Of the file that would run, in bytes. */
  size: number;
  /** Of the file as it came, in hex. */
  originalSha256: string;
  /** Of the file that would run, in hex: after repairs. */
  sha256: string;
  repairs: Repair[];
  signature: ModelDescription;
  proposal: Proposal;
  /** ISO 8601. */
  createdAt: string;
  /** The training rows that came with it. */
  reference: { rows: number; fields: number } | null;
}
