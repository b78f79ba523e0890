import type { Edit } from "./wire.ts";

/** What is changed in a file so that it runs here and gives what it gave where it was made (lib/models/repair-schema.ts). */
export type Repair =
  | { kind: "zipmap_removed"; node: string; output: string; tensor: string; classes: string[] }
  | { kind: "locale_set"; node: string; from: string; to: "C.UTF-8" }
  | { kind: "thresholds_restored"; node: string; thresholds: number; of: number };

/** Repairs, and what they change in the file. */
export interface RepairPlan {
  repairs: Repair[];
  edits: Edit[];
}
