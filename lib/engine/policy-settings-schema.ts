import { z } from "zod";
import { guardrailSchema } from "@/lib/engine/guardrail-schema";
import { modeSchema, rungOf } from "@/lib/engine/mode";

const share = z.number().min(0, "A share lies between 0 and 1.").max(1, "A share lies between 0 and 1.");

/** A model version that answers in the background on a share of the items. Its answers count for nothing. */
const challengerSchema = z.strictObject({
  version: z.number().int().positive(),
  /** Of the items that the champion answers too. */
  share,
});

/** Where an item goes that was to be automated and could not be. */
const fallbackSchema = z.discriminatedUnion("to", [
  z.strictObject({ to: z.literal("person") }),
  /** Another model version answers: an earlier champion, by its number. It is held against the same thresholds and guardrails. */
  z.strictObject({ to: z.literal("model"), version: z.number().int().positive() }),
  /** A fixed outcome, or a value for regressions. */
  z.strictObject({ to: z.literal("outcome"), outcome: z.string().min(1).max(64) }),
  z.strictObject({ to: z.literal("value"), value: z.number() }),
]);

export type Fallback = z.infer<typeof fallbackSchema>;

/** Items that match go ahead of others at the desk. */
const priorityRuleSchema = z.strictObject({
  /** A condition in the expression language; the first rule that matches counts. */
  when: z.string().trim().min(1, "Write a condition.").max(2000, "At most 2000 characters."),
  /** 1 (a little ahead) to 9 (first); items that match no rule have 0. */
  priority: z.number().int().min(1).max(9),
});

export type PriorityRule = z.infer<typeof priorityRuleSchema>;

const approver = z.enum(["manager", "admin"]);

export type Challenger = z.infer<typeof challengerSchema>;

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
    /** Of the items on which model and person agree, the share that goes to adjudication too. */
    agreementAuditShare: share.default(0),
    /** Independent reviews that an item gets which people decide. */
    reviewsPerItem: z.number().int().min(1).max(5, "At most five reviews an item.").default(1),
    /** When several reviews decide an item: all say the same, or more than half do. */
    consensus: z.enum(["unanimous", "majority"]).default("majority"),
    /** When a reviewer sees the suggestion: with the item, or after the first answer. */
    reveal: z.enum(["before", "after"]).default("before"),
    fallback: fallbackSchema.default({ to: "person" }),
    /** Rules that keep items from being automated. */
    guardrails: z.array(guardrailSchema).max(50, "At most fifty guardrails.").default([]),
    priority: z.array(priorityRuleSchema).max(20, "At most twenty priority rules.").default([]),
    /** Service level: minutes from arrival within which a person should have answered; null: none. */
    slaMinutes: z.number().int().min(1).max(525_600).nullable().default(null),
    /** Who has to approve a change that raises automation, by what it changes. */
    approvals: z
      .strictObject({
        mode: approver.default("manager"),
        share: approver.default("manager"),
        threshold: approver.default("manager"),
        guardrail: approver.default("manager"),
        champion: approver.default("manager"),
      })
      .default({ mode: "manager", share: "manager", threshold: "manager", guardrail: "manager", champion: "manager" }),
    /** Version of the model whose answers count; null: none. */
    champion: z.number().int().positive().nullable().default(null),
    /** Model versions that run beside the champion, each on its own share of the items. */
    challengers: z.array(challengerSchema).max(5, "At most five challengers at a time.").default([]),
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
    if (settings.fallback.to === "model" && settings.fallback.version === settings.champion) {
      context.addIssue({
        code: "custom",
        path: ["fallback", "version"],
        message: `Version ${settings.champion} is the champion, so it cannot answer in its own place.`,
      });
    }
    settings.challengers.forEach(({ version }, index) => {
      const problem = challengerProblem(settings, version, index);
      if (problem !== null) {
        context.addIssue({ code: "custom", path: ["challengers", index, "version"], message: problem });
      }
    });
  });

/** A sentence where the challenger at this place cannot be one. */
function challengerProblem(
  { champion, challengers }: { champion: number | null; challengers: readonly Challenger[] },
  version: number,
  index: number,
): string | null {
  if (champion === null) return "A challenger runs beside a champion, and there is none.";
  if (version === champion) return `Version ${version} is the champion, so it cannot challenge itself.`;
  const twice = challengers.findIndex((challenger) => challenger.version === version) < index;
  return twice ? `Version ${version} stands here twice.` : null;
}

export type PolicySettings = z.infer<typeof policySettingsSchema>;

/** What a new use case starts with: people decide everything. */
export const initialPolicySettings: PolicySettings = policySettingsSchema.parse({});

/** Stored settings in full: what did not exist when they were written has its default. */
export function fullSettings(stored: Partial<PolicySettings>): PolicySettings {
  return { ...initialPolicySettings, ...stored };
}

/** The settings with another champion, which challenges no more and stands in for nobody. */
export function withChampion(settings: PolicySettings, champion: number): PolicySettings {
  const { challengers, fallback } = settings;
  return {
    ...settings,
    champion,
    challengers: challengers.filter(({ version }) => version !== champion),
    fallback: fallback.to === "model" && fallback.version === champion ? { to: "person" } : fallback,
  };
}
