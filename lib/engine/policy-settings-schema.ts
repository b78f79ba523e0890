import { z } from "zod";
import { modeSchema, rungOf } from "@/lib/engine/mode";

const share = z.number().min(0, "A share lies between 0 and 1.").max(1, "A share lies between 0 and 1.");

/** A policy's settings: everything that decides who decides. */
export const policySettingsSchema = z
  .strictObject({
    /** The rung for the units inside the ramp. */
    mode: modeSchema.default("human_only"),
    /** The rung for the others; never above `mode`. */
    baseMode: modeSchema.default("human_only"),
    /** Share of the units that get `mode`. */
    rampShare: share.default(1),
    /** Outcome -> smallest confidence at which the model decides it. An outcome without one is never automated in `partial_automation`. */
    thresholds: z
      .record(
        z.string().min(1).max(64),
        z.number().min(0, "A threshold lies between 0 and 1.").max(1, "A threshold lies between 0 and 1."),
      )
      .default({}),
    /** Regression: the largest spread at which the model decides; null: never in `partial_automation`. */
    maxSpread: z.number().positive().nullable().default(null),
    /** Share of the automated items that people check, blind, without delaying the decision. */
    qcShare: share.default(0.05),
    /** Share of the items left to people on which they never see the model's answer. */
    blindShare: share.default(0.1),
    /** When a reviewer sees the suggestion: with the item, or after the first answer. */
    reveal: z.enum(["before", "after"]).default("before"),
    /** Version of the model whose answers count; null: none. */
    champion: z.number().int().positive().nullable().default(null),
    /** Part of every bucket's hash. A new number draws all buckets anew, so never change it during a ramp. */
    saltVersion: z.number().int().positive().default(1),
  })
  .superRefine((settings, context) => {
    if (rungOf(settings.baseMode) > rungOf(settings.mode)) {
      context.addIssue({
        code: "custom",
        path: ["baseMode"],
        message: "The base mode cannot be a higher rung than the mode.",
      });
    }
    if (settings.mode !== "human_only" && settings.champion === null) {
      context.addIssue({
        code: "custom",
        path: ["champion"],
        message: "Above human_only a champion is needed. Add a model and name its version here.",
      });
    }
  });

export type PolicySettings = z.infer<typeof policySettingsSchema>;

/** What a new use case starts with: people decide everything. */
export const initialPolicySettings: PolicySettings = policySettingsSchema.parse({});
