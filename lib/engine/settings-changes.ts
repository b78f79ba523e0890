import type { Guardrail } from "@/lib/engine/guardrail-schema";
import { type GuardrailNames, ruleText } from "@/lib/engine/guardrail-text";
import { modeName } from "@/lib/engine/mode-text";
import type { Fallback, PolicySettings } from "@/lib/engine/policy-settings-schema";

/** One setting that differs, in words: `Mode` from `AI assist` to `Partial automation`. */
export interface SettingChange {
  /** The setting's key; `thresholds.<outcome>`, `guardrails.<key>`, `approvals.<aspect>` for one of them. */
  key: string;
  label: string;
  before: string;
  after: string;
}

/** How fields, outcomes and model versions are called; a missing name shows the key or number. */
export interface SettingNames extends GuardrailNames {
  models?: Readonly<Record<number, string>>;
}

const labels = {
  mode: "Mode",
  baseMode: "Base mode",
  rampShare: "Ramp share",
  maxSpread: "Largest spread",
  qcShare: "Quality control share",
  blindShare: "Blind share",
  agreementAuditShare: "Agreement audit share",
  reviewsPerItem: "Reviews per item",
  consensus: "Consensus",
  reveal: "Suggestion shown",
  fallback: "Fallback",
  priority: "Priority rules",
  slaMinutes: "Service level",
  champion: "Champion",
  challengers: "Challengers",
  saltVersion: "Salt version",
} as const satisfies Partial<Record<keyof PolicySettings, string>>;

const approvalLabels = {
  mode: "Approval of a higher mode",
  share: "Approval of a larger share",
  threshold: "Approval of a lower threshold",
  guardrail: "Approval of fewer guardrails",
  champion: "Approval of another champion",
} as const satisfies Record<keyof PolicySettings["approvals"], string>;

const approverName = { manager: "by a manager", admin: "by an administrator" } as const;
const consensusName = { unanimous: "all say the same", majority: "more than half say the same" } as const;

const revealName = { before: "with the item", after: "after the first answer" } as const;

/** A share in percent, without trailing zeros: 0.125 is `12.5%`. */
export function percentText(share: number): string {
  return `${Number((share * 100).toFixed(4))}%`;
}

function valueText(settings: PolicySettings, key: keyof typeof labels, names: SettingNames): string {
  switch (key) {
    case "mode":
    case "baseMode":
      return modeName[settings[key]];
    case "rampShare":
    case "qcShare":
    case "blindShare":
    case "agreementAuditShare":
      return percentText(settings[key]);
    case "reviewsPerItem":
      return String(settings.reviewsPerItem);
    case "consensus":
      return consensusName[settings.consensus];
    case "fallback":
      return fallbackText(settings.fallback, names);
    case "priority":
      return priorityText(settings);
    case "slaMinutes":
      return settings.slaMinutes === null ? "none" : minutesText(settings.slaMinutes);
    case "reveal":
      return revealName[settings.reveal];
    case "maxSpread":
      return settings.maxSpread === null ? "none" : String(settings.maxSpread);
    case "champion":
      return settings.champion === null ? "none" : modelText(settings.champion, names);
    case "challengers":
      return challengersText(settings, names);
    case "saltVersion":
      return String(settings.saltVersion);
  }
}

/** Where an item goes that the champion cannot decide, in words. */
function fallbackText(fallback: Fallback, names: SettingNames = {}): string {
  switch (fallback.to) {
    case "person":
      return "a person decides";
    case "model":
      return `${modelText(fallback.version, names)} answers`;
    case "outcome":
      return `always ${names.outcomes?.[fallback.outcome] ?? fallback.outcome}`;
    case "value":
      return `always ${fallback.value}`;
  }
}

function priorityText({ priority }: PolicySettings): string {
  if (priority.length === 0) return "none";
  return priority.map(({ when, priority: ahead }) => `${ahead} where ${when}`).join("; ");
}

function minutesText(minutes: number): string {
  if (minutes % 1440 === 0) return minutes === 1440 ? "1 day" : `${minutes / 1440} days`;
  if (minutes % 60 === 0) return minutes === 60 ? "1 hour" : `${minutes / 60} hours`;
  return minutes === 1 ? "1 minute" : `${minutes} minutes`;
}

/** In the order of their versions: another order is no change. */
function challengersText({ challengers }: PolicySettings, names: SettingNames): string {
  if (challengers.length === 0) return "none";
  return challengers
    .toSorted((one, other) => one.version - other.version)
    .map(({ version, share }) => `${modelText(version, names)} on ${percentText(share)}`)
    .join(", ");
}

function modelText(version: number, { models = {} }: SettingNames): string {
  const name = models[version];
  return name === undefined ? `version ${version}` : `version ${version} (${name})`;
}

function thresholdText(settings: PolicySettings, outcome: string): string {
  const threshold = Object.hasOwn(settings.thresholds, outcome) ? settings.thresholds[outcome] : undefined;
  return threshold === undefined ? "none" : percentText(threshold);
}

function guardrailState(guardrail: Guardrail | undefined, names: SettingNames): string {
  if (guardrail === undefined) return "none";
  const { label, watch } = guardrail;
  const rule = ruleText(guardrail, names);
  return `${label === "" ? rule : `${label}: ${rule}`}${watch ? " (only watches)" : ""}`;
}

/** The same for guardrails that say the same: the database keeps keys in an order of its own. */
function plainText(guardrail: Guardrail | undefined): string {
  return guardrail === undefined ? "" : JSON.stringify(guardrail, Object.keys(guardrail).toSorted());
}

/** One change for each guardrail that came, went or says something else; their order is no change. */
function guardrailChanges(before: PolicySettings, after: PolicySettings, names: SettingNames): SettingChange[] {
  const keys = [...new Set([...before.guardrails, ...after.guardrails].map(({ key }) => key))];
  return keys.flatMap((key) => {
    const [one, other] = [before, after].map(({ guardrails }) => guardrails.find((guardrail) => guardrail.key === key));
    if (plainText(one) === plainText(other)) return [];
    const [was, is] = [guardrailState(one, names), guardrailState(other, names)];
    // Long lists are cut short, so what differs may not be seen.
    return [{ key: `guardrails.${key}`, label: "Guardrail", before: was, after: was === is ? `${is}, changed` : is }];
  });
}

/** What differs between two versions of a policy's settings, in words, in the order of the settings. Empty: nothing. */
export function settingChanges(
  before: PolicySettings,
  after: PolicySettings,
  names: SettingNames = {},
): SettingChange[] {
  const general = (Object.keys(labels) as (keyof typeof labels)[]).map((key) => ({
    key,
    label: labels[key],
    before: valueText(before, key, names),
    after: valueText(after, key, names),
  }));
  const outcomes = [...new Set([...Object.keys(before.thresholds), ...Object.keys(after.thresholds)])];
  const thresholds = outcomes.map((outcome) => ({
    key: `thresholds.${outcome}`,
    label: `Threshold for ${names.outcomes?.[outcome] ?? outcome}`,
    before: thresholdText(before, outcome),
    after: thresholdText(after, outcome),
  }));
  const approvals = (Object.keys(approvalLabels) as (keyof typeof approvalLabels)[]).map((aspect) => ({
    key: `approvals.${aspect}`,
    label: approvalLabels[aspect],
    before: approverName[before.approvals[aspect]],
    after: approverName[after.approvals[aspect]],
  }));
  const thresholdsAt = 1 + general.findIndex(({ key }) => key === "rampShare");
  const guardrailsAt = 1 + general.findIndex(({ key }) => key === "fallback");
  return [
    ...general.slice(0, thresholdsAt),
    ...thresholds,
    ...general.slice(thresholdsAt, guardrailsAt),
    ...guardrailChanges(before, after, names),
    ...general.slice(guardrailsAt),
    ...approvals,
  ].filter((change) => change.before !== change.after);
}
