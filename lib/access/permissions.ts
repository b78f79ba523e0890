import type { Scope } from "@/lib/access/actor";
import type { Role } from "@/lib/platform/generated/prisma/enums";

interface Permission {
  description: string;
  /** Roles in the use case that grant it. Admins have every permission that any person can have, save the review desk. */
  roles: readonly Role[];
  /** The API key scope that grants it; null: no key can. */
  scope: Scope | null;
  /** Admins need a membership for this like anyone else. */
  membersOnly?: true;
}

/** Who may do what: the one table. A permission without roles is for admins (and keys with the scope). */
export const permissions = {
  "use-case.read": {
    description: "See a use case, its policy and its models",
    roles: ["reviewer", "adjudicator", "manager", "auditor"],
    scope: "items:read",
  },
  "use-case.define": {
    description: "Create a use case, change its fields, outcomes and guideline",
    roles: [],
    scope: "use-cases:write",
  },
  "model.create": { description: "Add a model version", roles: ["manager"], scope: "models:write" },
  "model.clean": { description: "Remove uploaded models that nobody confirmed", roles: [], scope: null },
  "policy.read": { description: "See policies and their history", roles: ["manager", "auditor"], scope: "items:read" },
  "policy.change": {
    description: "Change mode, shares, thresholds and champion, or propose to",
    roles: ["manager"],
    scope: "policies:write",
  },
  "halt.set": { description: "Halt automation", roles: ["manager"], scope: "policies:write" },
  "halt.lift": { description: "Lift a halt, or propose to", roles: ["manager"], scope: "policies:write" },
  "policy.expire": { description: "Mark proposals that nobody settled in time", roles: [], scope: null },
  "ramp.advance": { description: "Move ramps as their conditions and guards say", roles: [], scope: null },
  "policy.settle": { description: "Approve or decline another person's proposal", roles: ["manager"], scope: null },
  "item.submit": { description: "Send items", roles: [], scope: "items:write" },
  "item.read": {
    description: "See items with predictions, decisions and history",
    roles: ["adjudicator", "manager", "auditor"],
    scope: "items:read",
  },
  "demo.send": { description: "Send more demo items", roles: ["manager"], scope: null },
  "review.work": {
    description: "Claim reviews and give verdicts",
    roles: ["reviewer", "adjudicator"],
    scope: null,
    membersOnly: true,
  },
  "decision.override": {
    description: "Override decisions, alone or in bulk, and have items reviewed again",
    roles: ["adjudicator", "manager"],
    scope: "verdicts:write",
  },
  "verdict.submit": {
    description: "Take in the verdicts of people who work in another system",
    roles: ["manager"],
    scope: "verdicts:write",
  },
  "disagreement.settle": {
    description: "Settle disagreements",
    roles: ["adjudicator"],
    scope: null,
    membersOnly: true,
  },
  "guideline.settle": {
    description: "Take up or decline proposals for the guideline",
    roles: ["manager"],
    scope: null,
  },
  "reviewer.compare": { description: "See figures about each reviewer", roles: ["manager"], scope: null },
  "training-set.export": {
    description: "Export settled items as a training set",
    roles: ["manager"],
    scope: null,
  },
  "review.assign": {
    description: "Assign a review to a person",
    roles: ["manager", "adjudicator"],
    scope: null,
  },
  "review.settle": { description: "Settle verdicts whose undo window has closed", roles: [], scope: null },
  "prediction.record": { description: "Record what a model said in the background", roles: [], scope: null },
  "export.make": { description: "Make the bundles that people asked for", roles: [], scope: null },
  "audit.read": { description: "Read the audit log", roles: ["auditor"], scope: "audit:read" },
  "audit-key.add": { description: "Add a key that signs the audit log", roles: [], scope: null },
  "erasure.request": {
    description: "Ask that inputs, notes or a person's data be erased",
    roles: ["manager"],
    scope: "items:write",
  },
  "erasure.settle": { description: "Approve or decline another person's erasure", roles: ["manager"], scope: null },
  "erasure.work": { description: "Erase what was approved, or has been kept for long enough", roles: [], scope: null },
  "retention.set": { description: "Set how long inputs are kept, and lift a hold", roles: [], scope: null },
  "hold.set": { description: "Keep a use case's inputs from being erased", roles: ["manager"], scope: null },
  "user.manage": { description: "Create users, set roles, disable", roles: [], scope: null },
  "key.manage": { description: "Create and revoke API keys", roles: [], scope: null },
  "webhook.manage": { description: "Set up webhooks, and replay what they missed", roles: ["manager"], scope: null },
  "webhook.deliver": { description: "Turn off webhooks that take nothing any more", roles: [], scope: null },
  "account.own": { description: "Change one's own password and preferences", roles: [], scope: null },
  "sign-in.record": { description: "Record a sign-in or a refused one", roles: [], scope: null },
} as const satisfies Record<string, Permission>;

export type PermissionName = keyof typeof permissions;

/** The table's row of a permission, with its optional columns. */
export function permissionOf(name: PermissionName): Permission {
  return permissions[name];
}
